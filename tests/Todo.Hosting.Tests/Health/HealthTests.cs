using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Todo.Hosting.Health;

namespace Todo.Hosting.Tests.Health;

[Trait("rule", "C2")]
public sealed class HealthTests
{
    [Fact]
    public async Task Ready_only_after_every_dependency_was_reached_and_still_ready_when_one_goes_away()
    {
        var dependency = new Dependency();
        await using var service = await TestService.StartAsync(
            app => app.MapGet("/x", () => "x"), builder => builder.Services.AddSingleton<IStartupDependency>(dependency));
        Assert.Equal((200, """{"status":"ok"}"""), await GetAsync(service.Public, "/healthz"));
        Assert.Equal((503, """{"status":"starting","waiting_for":"database"}"""), await GetAsync(service.Public, "/readyz"));
        Assert.Equal((503, """{"status":"starting","waiting_for":"database"}"""), await GetAsync(service.Metrics, "/startupz"));
        dependency.Problem = null;
        await service.App.Services.GetRequiredService<ServiceHealth>().Started;
        Assert.Equal((200, """{"status":"ok"}"""), await GetAsync(service.Public, "/readyz"));
        Assert.Equal((200, """{"status":"ok"}"""), await GetAsync(service.Metrics, "/startupz"));
        dependency.Problem = "gone";
        Assert.Equal((200, """{"status":"ok"}"""), await GetAsync(service.Public, "/readyz"));
    }

    [Fact]
    public async Task Draining_turns_readiness_red_then_tells_streams_and_lets_requests_end()
    {
        var time = new ManualTime();
        await using var service = await TestService.StartAsync(
            app => app.MapGet("/stream", async (HttpContext context, IDrain drain) =>
            {
                await context.Response.WriteAsync("open,");
                await context.Response.Body.FlushAsync();
                await Task.Delay(Timeout.Infinite, drain.Draining).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await context.Response.WriteAsync("ended");
            }),
            builder => builder.Services.AddSingleton<TimeProvider>(time),
            variables: ("TEST_DRAIN_DELAY", "5s"));
        var health = service.App.Services.GetRequiredService<ServiceHealth>();
        await health.Started;
        using var stream = await service.Public.GetAsync("/stream", HttpCompletionOption.ResponseHeadersRead);

        var stop = ((DrainLifetime)service.App.Services.GetRequiredService<IHostLifetime>()).StopAsync();
        Assert.Equal((503, """{"status":"draining"}"""), await GetAsync(service.Public, "/readyz"));
        Assert.Equal((200, """{"status":"ok"}"""), await GetAsync(service.Public, "/healthz"));
        Assert.False(health.Draining.IsCancellationRequested);
        using var late = await service.Public.GetAsync("/healthz");
        Assert.True(late.Headers.ConnectionClose);

        time.Advance(TimeSpan.FromSeconds(5));
        await stop;
        Assert.True(health.Draining.IsCancellationRequested);
        await service.App.WaitForShutdownAsync();
        Assert.Equal("open,ended", await stream.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_second_signal_skips_the_delay()
    {
        await using var service = await TestService.StartAsync(
            add: builder => builder.Services.AddSingleton<TimeProvider>(new ManualTime()), variables: ("TEST_DRAIN_DELAY", "5m"));
        await service.App.Services.GetRequiredService<ServiceHealth>().Started;
        var lifetime = (DrainLifetime)service.App.Services.GetRequiredService<IHostLifetime>();
        var first = lifetime.StopAsync();
        await lifetime.StopAsync();
        await first;
        await service.App.WaitForShutdownAsync();
    }

    private static async Task<(int Status, string Body)> GetAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.ToString());
        Assert.True(response.Headers.CacheControl!.NoStore);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private sealed class Dependency : IStartupDependency
    {
        public volatile string? Problem = "not there";

        public string Name => "database";

        public Task<string?> CheckAsync(CancellationToken cancellationToken) => Task.FromResult(Problem);
    }
}
