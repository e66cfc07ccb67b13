using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Todo.Testing;

namespace Todo.Backend.Tests.Accounts;

/// <summary>Own accounts with a shared secret, and what the log may never show.</summary>
[Trait("rule", "A3")]
[Trait("rule", "F1")]
public sealed class SecretsStayInsideTests
{
    private const string Secret = "a shared secret of the tests, long enough for HS256";

    [Fact]
    public async Task With_a_shared_secret_tokens_are_HS256_and_no_key_is_published()
    {
        await using var backend = await StartAsync(("BACKEND_AUTH_SECRET", Secret));
        var account = await AccountsFixture.SignUpAsync(backend);
        var header = JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(account.AccessToken.Split('.')[0])).RootElement;
        using var answer = await backend.Client(account.AccessToken).GetAsync("api/settings");

        Assert.Equal("HS256", header.GetProperty("alg").GetString());
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("""{"keys":[]}""", await backend.Client().GetStringAsync("api/auth/jwks"));
        Assert.NotEqual("null", await backend.Client(account.SignedSession).GetStringAsync("api/auth/get-session"));
    }

    [Fact]
    public async Task A_changed_secret_accepts_the_previous_one_while_it_is_named()
    {
        await using var database = await TestDatabase.CreateAsync();
        Account account;
        await using (var before = await StartAsync(database, ("BACKEND_AUTH_SECRET", Secret)))
        {
            account = await AccountsFixture.SignUpAsync(before);
        }

        await using (var both = await StartAsync(database, ("BACKEND_AUTH_SECRET", Secret + "2"), ("BACKEND_AUTH_SECRET_PREVIOUS", Secret)))
        {
            using var accepted = await both.Client(account.AccessToken).GetAsync("api/settings");
            Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
            Assert.NotEqual("null", await both.Client(account.SignedSession).GetStringAsync("api/auth/get-session"));
        }

        await using var after = await StartAsync(database, ("BACKEND_AUTH_SECRET", Secret + "2"));
        using var refused = await after.Client(account.AccessToken).GetAsync("api/settings");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task No_password_token_or_address_reaches_the_log_at_any_level()
    {
        await using var backend = await StartAsync(("BACKEND_LOG_LEVEL", "debug"));
        var lines = new Lines();
        backend.Services.GetRequiredService<ILoggerFactory>().AddProvider(lines);
        var account = await AccountsFixture.SignUpAsync(backend);
        using var created = await backend.Client(account.AccessToken).PostAsJsonAsync("api/tokens", new { name = "x", scopes = new[] { "read" }, expires_in_days = 1 });
        var personal = (await created.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
        using var used = await backend.Client(personal).GetAsync("api/settings");
        using var wrong = await backend.Client().PostAsJsonAsync("api/auth/sign-in/email", new { email = account.Email, password = "the wrong password\nforged line" });
        using var forged = await backend.Client(account.AccessToken + "A").GetAsync("api/settings");
        using var malformed = await backend.Client().PostAsJsonAsync("api/auth/sign-in/email", new { email = "line\nbreak", password = "x" });
        using var signOut = await backend.Client(account.Session).PostAsync("api/auth/sign-out", null);

        Assert.Contains(lines.All, line => line.Contains("A sign-in was refused", StringComparison.Ordinal));
        Assert.Contains(lines.All, line => line.Contains("A token was refused", StringComparison.Ordinal));
        foreach (var secret in new[] { AccountsFixture.Password, "wrong password", account.Email, account.Session, account.AccessToken, account.AccessToken.Split('.')[2], personal, "forged line", "line\nbreak" })
        {
            Assert.DoesNotContain(lines.All, line => line.Contains(secret, StringComparison.Ordinal));
        }
    }

    private static Task<TestBackend> StartAsync(params (string Name, string Value)[] settings) => StartAsync(database: null, settings);

    private static Task<TestBackend> StartAsync(TestDatabase? database, params (string Name, string Value)[] settings) =>
        TestBackend.StartAsync(database, settings.ToDictionary(setting => setting.Name, string? (setting) => setting.Value, StringComparer.Ordinal));

    private sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> all = new();

        public IEnumerable<string> All => all;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            all.Enqueue(formatter(state, exception) + exception);

        public void Dispose()
        {
        }
    }
}
