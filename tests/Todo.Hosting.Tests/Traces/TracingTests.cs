using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Todo.Hosting.Tests.Traces;

// A tracer hears every host of the process: those of tests beside it too.
[CollectionDefinition("Traces", DisableParallelization = true)]
public sealed class TracesCollection;

[Collection("Traces")]
[Trait("rule", "F3")]
public sealed class TracingTests
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";

    [Theory]
    [InlineData("01")]
    [InlineData("00")]
    [Trait("rule", "F1")]
    public async Task The_callers_trace_goes_on_also_when_nothing_is_exported(string flags)
    {
        await using var service = await TestService.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/nowhere") { Headers = { { "traceparent", $"00-{TraceId}-b7ad6b7169203331-{flags}" } } };
        using var response = await service.Public.SendAsync(request);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(TraceId, problem.RootElement.GetProperty("trace_id").GetString());
    }

    [Fact]
    public async Task Spans_are_sent_by_otlp_with_route_status_and_name()
    {
        await using var collector = await Collector.StartAsync();
        await using (var service = await TestService.StartAsync(
            app => app.MapGet("/things/{id}", IResult (int id) => throw new InvalidOperationException("broken thing " + id)),
            variables: ("TEST_OTLP_ENDPOINT", collector.Address)))
        {
            using var response = await service.Public.GetAsync("/things/4711?q=private+words");
            Assert.Equal(500, (int)response.StatusCode);
        }

        var export = await collector.Received.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("/opentelemetry.proto.collector.trace.v1.TraceService/Export", export.Path);
        foreach (var expected in (string[])["service.name", "test", "Microsoft.AspNetCore", "GET /things/{id}", "http.route", "http.response.status_code", "http.request.method", "url.path", "exception"])
        {
            Assert.Contains(expected, export.Text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("private", export.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ratio_of_zero_exports_nothing_that_begins_here()
    {
        await using var collector = await Collector.StartAsync();
        await using (var service = await TestService.StartAsync(
            app => app.MapGet("/x", () => "x"), variables: [("TEST_OTLP_ENDPOINT", collector.Address), ("TEST_TRACE_RATIO", "0")]))
        {
            await service.Public.GetStringAsync("/x");
        }

        Assert.False(collector.Received.Task.IsCompleted);
    }

    [Fact]
    public async Task Probes_and_scrapes_are_never_sampled()
    {
        await using var collector = await Collector.StartAsync();
        await using (var service = await TestService.StartAsync(variables: ("TEST_OTLP_ENDPOINT", collector.Address)))
        {
            await service.Public.GetStringAsync("/healthz");
            await service.Metrics.GetStringAsync("/metrics");
        }

        // The test's own client calls are traced; the server's side of them is not.
        var text = collector.Received.Task.IsCompleted ? (await collector.Received.Task).Text : "";
        Assert.DoesNotContain("Microsoft.AspNetCore", text, StringComparison.Ordinal);
    }

    /// <summary>The end of OTLP over gRPC, as far as a test needs it.</summary>
    private sealed class Collector(WebApplication app) : IAsyncDisposable
    {
        public TaskCompletionSource<(string Path, string Text)> Received { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Address => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

        public static async Task<Collector> StartAsync()
        {
            var builder = WebApplication.CreateEmptyBuilder(new());
            builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
                kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
            var app = builder.Build();
            var collector = new Collector(app);
            app.Run(async context =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                context.Response.ContentType = "application/grpc";
                context.Response.AppendTrailer("grpc-status", "0");
                await context.Response.Body.WriteAsync(new byte[5]);
                collector.Received.TrySetResult((context.Request.Path, Encoding.Latin1.GetString(body.ToArray())));
            });
            await app.StartAsync();
            return collector;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
