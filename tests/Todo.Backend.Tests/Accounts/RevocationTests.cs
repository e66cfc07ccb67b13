using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Todo.Backend.Accounts.Authentication;
using Todo.Testing;

namespace Todo.Backend.Tests.Accounts;

/// <summary>Two replicas on one database: what one revokes ends on the other, open streams included.</summary>
[Trait("rule", "A3")]
[Trait("rule", "A13")]
public sealed class RevocationTests : IAsyncLifetime
{
    private TestDatabase database = null!;
    private TestBackend one = null!;
    private TestBackend two = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        one = await TestBackend.StartAsync(database);
        two = await TestBackend.StartAsync(database);
    }

    public async ValueTask DisposeAsync()
    {
        await one.DisposeAsync();
        await two.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task A_session_ended_on_one_replica_ends_on_the_other()
    {
        var account = await AccountsFixture.SignUpAsync(one);
        using var known = await two.Client(account.AccessToken).GetAsync("api/settings");
        Assert.Equal(HttpStatusCode.OK, known.StatusCode);
        using var signOut = await one.Client(account.Session).PostAsync("api/auth/sign-out", null);
        await AccessTests.UntilRefusedAsync(two.Client(account.AccessToken));
    }

    [Fact]
    public async Task A_personal_token_deleted_on_one_replica_ends_on_the_other_and_its_use_is_recorded()
    {
        var user = await TestUser.CreateAsync(one);
        using var created = await user.Client.PostAsJsonAsync("api/tokens", new { name = "x", scopes = new[] { "read" }, expires_in_days = 1 });
        var body = await created.Content.ReadFromJsonAsync<JsonElement>();
        var client = two.Client(body.GetProperty("token").GetString());
        using var known = await client.GetAsync("api/settings");
        Assert.Equal(HttpStatusCode.OK, known.StatusCode);

        await two.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<RevocationPoll>().Single().RunAsync(CancellationToken.None);
        var list = JsonDocument.Parse(await user.Client.GetStringAsync("api/tokens")).RootElement.GetProperty("tokens");
        Assert.Equal(JsonValueKind.String, list[0].GetProperty("last_used_at").ValueKind);
        using var deleted = await user.Client.DeleteAsync($"api/tokens/{body.GetProperty("id").GetInt64()}");
        await AccessTests.UntilRefusedAsync(client);
    }

    [Fact]
    public async Task A_deleted_user_is_out_on_the_other_replica()
    {
        var account = await AccountsFixture.SignUpAsync(one);
        using var known = await two.Client(account.AccessToken).GetAsync("api/settings");
        using var deleted = await one.Client(account.Session).PostAsJsonAsync("api/auth/delete-user", new { password = AccountsFixture.Password });
        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        await AccessTests.UntilRefusedAsync(two.Client(account.AccessToken));
    }

    [Fact]
    public async Task Both_replicas_sign_and_verify_with_one_set_of_keys()
    {
        var accounts = await Task.WhenAll(AccountsFixture.SignUpAsync(one), AccountsFixture.SignUpAsync(two));
        using var crossed = await two.Client(accounts[0].AccessToken).GetAsync("api/settings");
        using var back = await one.Client(accounts[1].AccessToken).GetAsync("api/settings");

        Assert.Equal(HttpStatusCode.OK, crossed.StatusCode);
        Assert.Equal(HttpStatusCode.OK, back.StatusCode);
        Assert.Equal(1, JsonDocument.Parse(await one.Client().GetStringAsync("api/auth/jwks")).RootElement.GetProperty("keys").GetArrayLength());
        Assert.Equal(await one.Client().GetStringAsync("api/auth/jwks"), await two.Client().GetStringAsync("api/auth/jwks"));
    }

    [Fact]
    public async Task An_open_event_stream_ends_with_its_session_on_another_replica()
    {
        var account = await AccountsFixture.SignUpAsync(one);
        using var stream = await two.Client(account.AccessToken).GetAsync("api/events", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, stream.StatusCode);
        using var signOut = await one.Client(account.Session).PostAsync("api/auth/sign-out", null);

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await using var body = await stream.Content.ReadAsStreamAsync(limit.Token);
        var buffer = new byte[1024];
        while (await body.ReadAsync(buffer, limit.Token) > 0)
        {
            // Whatever still comes; the end is what is waited for.
        }
    }

    [Fact]
    public async Task A_change_of_the_time_zone_reaches_the_callers_of_the_other_replica()
    {
        var user = await TestUser.CreateAsync(one);
        var elsewhere = two.Client(user.Token);
        using var known = await elsewhere.GetAsync("api/settings");
        using var changed = await user.Client.PatchAsJsonAsync("api/settings", new { time_zone = "Asia/Tokyo" });
        await two.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<RevocationPoll>().Single().RunAsync(CancellationToken.None);

        var cached = two.Services.GetRequiredService<TokenCache>().Find(TokenHash.Of(user.Token));
        Assert.Equal("Asia/Tokyo", cached?.Caller.TimeZone.Id);
    }
}
