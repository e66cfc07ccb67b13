using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Todo.Backend.Accounts.Jwt;
using Todo.Hosting;

namespace Todo.Backend.Tests.Accounts.Jwt;

/// <summary>When the key set of an external issuer is fetched, and what happens when it can't be.</summary>
[Trait("rule", "A3")]
public sealed class RemoteKeysTests : IAsyncLifetime
{
    private const string Ed = """{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kid":"KID"}""";

    private readonly FixedTime time = new();
    private WebApplication issuer = null!;
    private RemoteKeys keys = null!;
    private RequestDelegate answer = null!;
    private int asked;

    public async ValueTask InitializeAsync()
    {
        issuer = ServiceHost.CreateBuilder([]).Build();
        issuer.Run(context =>
        {
            Interlocked.Increment(ref asked);
            return answer(context);
        });
        issuer.Urls.Add("http://127.0.0.1:0");
        await issuer.StartAsync();
        var address = issuer.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        keys = new RemoteKeys(new Uri($"{address}/jwks"), time, NullLogger<RemoteKeys>.Instance);
        Serve("one");
    }

    public async ValueTask DisposeAsync()
    {
        keys.Dispose();
        await issuer.DisposeAsync();
    }

    [Fact]
    public async Task A_known_key_is_fetched_once()
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.Single(await keys.FindAsync("one", CancellationToken.None));
        }

        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Many_at_once_fetch_once()
    {
        var found = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(async () => await keys.FindAsync("one", CancellationToken.None))));
        Assert.All(found, some => Assert.Single(some));
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Unknown_keys_fetch_at_most_once_in_thirty_seconds_and_are_found_later()
    {
        Assert.Single(await keys.FindAsync("one", CancellationToken.None));
        for (var i = 0; i < 20; i++)
        {
            Assert.Empty(await keys.FindAsync($"made-up-{i}", CancellationToken.None));
        }

        Assert.Equal(1, asked);
        Serve("one", "two");
        time.Move(RemoteKeys.Cooldown);
        Assert.Single(await keys.FindAsync("two", CancellationToken.None));
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task A_revoked_key_leaves_within_ten_minutes()
    {
        Assert.Single(await keys.FindAsync("one", CancellationToken.None));
        Serve("two");
        time.Move(RemoteKeys.MaxAge - TimeSpan.FromSeconds(1));
        Assert.Single(await keys.FindAsync("one", CancellationToken.None));
        time.Move(TimeSpan.FromSeconds(1));
        Assert.Empty(await keys.FindAsync("one", CancellationToken.None));
    }

    [Fact]
    public async Task The_last_good_set_stays_while_the_issuer_fails_in_any_way()
    {
        Assert.Single(await keys.FindAsync("one", CancellationToken.None));
        RequestDelegate[] failures =
        [
            context => Fail(context, 500, ""),
            context => Fail(context, 200, "<html>"),
            context => Fail(context, 302, ""),
            context => Fail(context, 200, new string(' ', 300 * 1024) + """{"keys":[]}"""),
        ];
        foreach (var failure in failures)
        {
            answer = failure;
            time.Move(RemoteKeys.MaxAge);
            Assert.Single(await keys.FindAsync("one", CancellationToken.None));
        }

        Assert.Equal(1 + failures.Length, asked);
    }

    [Fact]
    public async Task Without_any_set_tokens_cannot_be_judged()
    {
        answer = context => Fail(context, 500, "");
        await Assert.ThrowsAsync<KeysUnavailableException>(async () => await keys.FindAsync("one", CancellationToken.None));
        Serve("one");
        time.Move(TimeSpan.FromSeconds(5));
        Assert.Single(await keys.FindAsync("one", CancellationToken.None));
    }

    private static Task Fail(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = "http://127.0.0.1:1/elsewhere";
        return context.Response.WriteAsync(body);
    }

    private void Serve(params string[] kids) =>
        answer = context => context.Response.WriteAsync($$"""{"keys":[{{string.Join(',', kids.Select(kid => Ed.Replace("KID", kid, StringComparison.Ordinal)))}}]}""");
}
