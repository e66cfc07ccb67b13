using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Todo.Hosting.Network;

namespace Todo.Hosting.Tests;

public sealed class ServiceMiddlewareTests
{
    [Fact]
    [Trait("rule", "F1")]
    public async Task What_fails_is_logged_with_its_exception_and_route_and_what_succeeds_is_not()
    {
        using var logs = new ListLogs();
        await using var service = await StartAsync(logs, "information");
        await service.Public.GetStringAsync("/fine/1");
        using var failed = await service.Public.GetAsync("/broken/4711");
        var (level, _, message, exception) = Assert.Single(logs.Lines, line => line.Category.EndsWith("ServiceMiddleware", StringComparison.Ordinal));
        Assert.Equal((LogLevel.Error, "GET /broken/{id} failed"), (level, message));
        Assert.IsType<InvalidOperationException>(exception);
    }

    [Fact]
    [Trait("rule", "F1")]
    public async Task At_debug_each_request_is_one_line_without_its_path()
    {
        using var logs = new ListLogs();
        await using (var service = await StartAsync(logs, "debug"))
        {
            await service.Public.GetStringAsync("/fine/4711");
        }

        var line = Assert.Single(logs.Lines, line => line.Category.EndsWith("ServiceMiddleware", StringComparison.Ordinal));
        Assert.StartsWith("GET /fine/{id} 200 in ", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_leaves_makes_no_noise()
    {
        using var logs = new ListLogs();
        var entered = new TaskCompletionSource();
        var left = new TaskCompletionSource();
        await using (var service = await StartAsync(logs, "information", app => app.MapGet("/slow", async (HttpContext context) =>
        {
            entered.SetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }
            finally
            {
                left.SetResult();
            }
        })))
        {
            using var cancel = new CancellationTokenSource();
            var request = service.Public.GetAsync("/slow", cancel.Token);
            await entered.Task;
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
            await left.Task;
        }

        Assert.DoesNotContain(logs.Lines, line => line.Level >= LogLevel.Warning);
    }

    [Fact]
    [Trait("rule", "C5")]
    public async Task An_endpoint_of_an_inner_listener_does_not_exist_on_the_public_one_and_the_other_way_round()
    {
        await using var service = await TestService.StartAsync(
            app =>
            {
                app.MapGet("/ring", (HttpContext context) => context.ListenerName()).OnListener("internal");
                app.MapGet("/fine", (HttpContext context) => context.ListenerName());
            },
            configure: options => options.Listeners.Add(new Listener("internal", "TEST_INTERNAL_PORT", 0)));
        Assert.Equal("internal", await service.Others[0].GetStringAsync("/ring"));
        Assert.Equal("public", await service.Public.GetStringAsync("/fine"));
        foreach (var (client, path) in ((HttpClient, string)[])[(service.Public, "/ring"), (service.Metrics, "/ring"), (service.Others[0], "/fine"), (service.Others[0], "/metrics")])
        {
            using var response = await client.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        }
    }

    [Fact]
    public async Task A_policy_that_an_answer_sets_itself_stays()
    {
        await using var service = await TestService.StartAsync(
            app => app.MapGet("/page", (HttpContext context) => context.Response.Headers.ContentSecurityPolicy = "default-src 'self'"),
            configure: options => options.ReferrerPolicy = "same-origin");
        using var response = await service.Public.GetAsync("/page");
        Assert.Equal("default-src 'self'", response.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("same-origin", response.Headers.GetValues("Referrer-Policy").Single());
    }

    private static Task<TestService> StartAsync(ListLogs logs, string level, Action<WebApplication>? map = null) => TestService.StartAsync(
        app =>
        {
            app.MapGet("/fine/{id}", (int id) => id);
            app.MapGet("/broken/{id}", IResult (int id) => throw new InvalidOperationException("broken"));
            map?.Invoke(app);
        },
        builder => builder.Services.AddSingleton<ILoggerProvider>(logs),
        variables: ("TEST_LOG_LEVEL", level));
}
