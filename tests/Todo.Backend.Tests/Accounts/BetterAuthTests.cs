using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Todo.Testing;

namespace Todo.Backend.Tests.Accounts;

/// <summary>The real Better Auth from npm: its client against our accounts, and its server in their place.</summary>
[Trait("rule", "A3")]
[Trait("rule", "G3")]
public sealed class BetterAuthTests
{
    private const string Secret = "a shared secret of the tests, long enough for HS256";

    [Fact]
    public async Task Its_client_goes_through_an_accounts_whole_life_here()
    {
        await using var backend = await TestBackend.StartAsync();
        var lines = await BetterAuthPackage.RunAsync("client.mjs", backend.Address.ToString().TrimEnd('/'));
        Assert.Equal(
            ["sign-up", "refusals", "sign-in", "session", "signed session", "token", "list", "change of password", "update", "sign-out"],
            lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("step").GetString()));
    }

    [Theory]
    [InlineData("EdDSA")]
    [InlineData("ES256")]
    [InlineData("RS256")]
    public async Task Its_tokens_are_verified_by_its_key_set(string algorithm)
    {
        await using var issuer = await Issuer.StartAsync(algorithm);
        await using var backend = await StartAsync(("BACKEND_AUTH_JWKS_URL", $"http://127.0.0.1:{issuer.Port}/api/auth/jwks"));
        await AssertWorksAsync(backend, issuer);
    }

    [Fact]
    public async Task Its_tokens_are_verified_by_a_shared_secret()
    {
        await using var issuer = await Issuer.StartAsync("HS256", Secret);
        await using var backend = await StartAsync(("BACKEND_AUTH_EXTERNAL_URL", "https://auth.example/sign-in"), ("BACKEND_AUTH_SECRET", Secret));
        await AssertWorksAsync(backend, issuer);
        Assert.Equal(
            """{"accounts":"external","signUp":"closed","signInUrl":"https://auth.example/sign-in"}""", await backend.Client().GetStringAsync("api/auth/config"));

        await using var other = await StartAsync(("BACKEND_AUTH_EXTERNAL_URL", "https://auth.example/sign-in"), ("BACKEND_AUTH_SECRET", Secret + "!"));
        using var refused = await other.Client(issuer.Token).GetAsync("api/settings");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task Without_its_key_set_a_token_is_503_and_not_401()
    {
        await using var issuer = await Issuer.StartAsync("EdDSA");
        await using var backend = await StartAsync(("BACKEND_AUTH_JWKS_URL", "http://127.0.0.1:9/api/auth/jwks"));
        using var answer = await backend.Client(issuer.Token).GetAsync("api/settings");
        await AccessTests.AssertProblemAsync(answer, HttpStatusCode.ServiceUnavailable, "unavailable");
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    private static async Task AssertWorksAsync(TestBackend backend, Issuer issuer)
    {
        // Many first requests at once make one row.
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => backend.Client(issuer.Token).GetAsync("api/settings")));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        await using var db = backend.Database.Context();
        var user = await db.Users.SingleAsync();
        Assert.Equal((issuer.UserId, "Ada", "ada@example.com"), (user.Subject, user.Name, user.Email));

        using var signUp = await backend.Client().PostAsJsonAsync("api/auth/sign-up/email", new { name = "Eve", email = "eve@example.com", password = "a long and unusual password" });
        await AccessTests.AssertProblemAsync(signUp, HttpStatusCode.NotFound, "NO_OWN_ACCOUNTS");
        using var forged = await backend.Client(issuer.Token[..^4] + (issuer.Token.EndsWith("AAAA", StringComparison.Ordinal) ? "BBBB" : "AAAA")).GetAsync("api/settings");
        Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);

        user.DisabledAt = TimeProvider.System.GetUtcNow();
        await db.SaveChangesAsync();
        await AccessTests.UntilRefusedAsync(backend.Client(issuer.Token));
    }

    private static Task<TestBackend> StartAsync(params (string Name, string Value)[] settings)
    {
        var variables = settings.ToDictionary(setting => setting.Name, string? (setting) => setting.Value, StringComparer.Ordinal);
        variables["BACKEND_AUTH_ISSUER"] = "https://auth.example";
        variables["BACKEND_AUTH_AUDIENCE"] = "todo-api";
        return TestBackend.StartAsync(settings: variables);
    }

    /// <summary>A running server, and a token of its one user.</summary>
    private sealed class Issuer(Process process, int port, string token, string userId) : IAsyncDisposable
    {
        public int Port => port;

        public string Token => token;

        public string UserId => userId;

        public static async Task<Issuer> StartAsync(params string[] arguments)
        {
            var process = await BetterAuthPackage.StartAsync("issuer.mjs", arguments);
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            var line = await process.StandardOutput.ReadLineAsync(limit.Token);
            Assert.True(line is not null, line is null ? await process.StandardError.ReadToEndAsync(limit.Token) : "");
            var json = JsonDocument.Parse(line!).RootElement;
            return new Issuer(process, json.GetProperty("port").GetInt32(), json.GetProperty("token").GetString()!, json.GetProperty("userId").GetString()!);
        }

        public async ValueTask DisposeAsync()
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }
}
