using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using Microsoft.AspNetCore.Builder;

namespace Todo.Hosting.Tests.Metrics;

[Trait("rule", "F2")]
public sealed class MetricsEndpointTests
{
    [Fact]
    public async Task Requests_are_measured_by_route_template_and_served_on_the_metrics_port_only()
    {
        await using var service = await TestService.StartAsync(app => app.MapGet("/things/{id}", (int id) => id));
        await service.Public.GetStringAsync("/things/4711");
        using var response = await service.Metrics.GetAsync("/metrics");
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        var text = await response.Content.ReadAsStringAsync();
        Assert.StartsWith("# TYPE target_info gauge\n# HELP target_info Target metadata\ntarget_info{", text, StringComparison.Ordinal);
        Assert.Contains("""http_route="/things/{id}",""", text, StringComparison.Ordinal);
        Assert.Contains("http_server_request_duration_seconds_bucket{", text, StringComparison.Ordinal);
        Assert.Contains("kestrel_active_connections{", text, StringComparison.Ordinal);
        Assert.Contains("dotnet_gc_collections_total{", text, StringComparison.Ordinal);
        Assert.DoesNotContain("things/4711", text, StringComparison.Ordinal);
        using var outside = await service.Public.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.NotFound, outside.StatusCode);
        using var inside = await service.Metrics.GetAsync("/things/1");
        Assert.Equal(HttpStatusCode.NotFound, inside.StatusCode);
    }

    [Fact]
    public async Task Fifty_scrapes_at_once_are_all_whole_and_share_collections()
    {
        await using var service = await TestService.StartAsync();
        var texts = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => service.Metrics.GetStringAsync("/metrics")));
        Assert.All(texts, text => Assert.Contains(PrometheusParser.Parse(text), family => family.Name == "dotnet_gc_collections_total"));
    }

    [Fact]
    public async Task A_collection_is_shared_for_300_ms_of_a_monotonic_clock()
    {
        var time = new ManualTime();
        using var probe = new MetricsProbe(time: time);
        var counter = probe.Meter().CreateCounter<long>("c");
        counter.Add(1);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => probe.Collector.ScrapeAsync()));
        Assert.Equal(1, probe.Collector.Collections);
        counter.Add(1);
        time.JumpWallClock(TimeSpan.FromDays(-1));
        time.Advance(TimeSpan.FromMilliseconds(299));
        Assert.Contains("} 1\n", await probe.TextAsync(), StringComparison.Ordinal);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Contains("} 2\n", await probe.TextAsync(), StringComparison.Ordinal);
        Assert.Equal(2, probe.Collector.Collections);
    }

    [Fact]
    public async Task A_scrape_beyond_its_own_time_limit_is_408_and_one_that_fails_is_500()
    {
        using var meter = new System.Diagnostics.Metrics.Meter("Todo.Slow");
        using var gate = new ManualResetEventSlim();
        meter.CreateObservableGauge("slow", () =>
        {
            gate.Wait();
            return 1;
        });
        await using var service = await TestService.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics") { Headers = { { "X-Prometheus-Scrape-Timeout-Seconds", "0.05" } } };
        using var late = await service.Metrics.SendAsync(request);
        gate.Set();
        Assert.Equal(HttpStatusCode.RequestTimeout, late.StatusCode);
        Assert.Contains("slow{", await service.Metrics.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_beyond_the_limit_fails_instead_of_being_cut() =>
        Assert.Throws<InvalidDataException>(() => Hosting.Metrics.PrometheusText.Write(
            [new("a", Hosting.Metrics.FamilyType.Gauge, new string('x', 100), [])], maxLength: 50));

    [Fact]
    public async Task Compressed_when_asked()
    {
        await using var service = await TestService.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics") { Headers = { { "Accept-Encoding", "gzip" } } };
        using var response = await service.Metrics.SendAsync(request);
        Assert.Equal("gzip", response.Content.Headers.ContentEncoding.Single());
        await using var plain = new GZipStream(await response.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        using var reader = new StreamReader(plain);
        Assert.NotEmpty(PrometheusParser.Parse(await reader.ReadToEndAsync()));
    }

    [Fact]
    public async Task Promtool_accepts_what_a_service_exposes()
    {
        await using var service = await TestService.StartAsync(app => app.MapGet("/things/{id}", (int id) => id));
        await service.Public.GetStringAsync("/things/1");
        using var unknown = await service.Public.GetAsync("/nowhere");
        var text = await service.Metrics.GetStringAsync("/metrics");
        var (code, output) = await PromtoolAsync(text);
        Assert.Equal("", string.Join('\n', output.Split('\n').Where(line => !IsNamingAdvice(line))));
        Assert.True(code is 0 or 3, output);
    }

    // Advice on names alone (exit code 3), on three that the runtime gives.
    private static bool IsNamingAdvice(string line) =>
        line.StartsWith("dotnet_", StringComparison.Ordinal)
        && line.EndsWith("non-histogram and non-summary metrics should not have \"_count\" suffix", StringComparison.Ordinal);

    private static async Task<(int Code, string Output)> PromtoolAsync(string text)
    {
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo("promtool", ["check", "metrics"]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true })!;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new InvalidOperationException("promtool is missing: install Debian's package prometheus.", exception);
        }

        using (process)
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            await process.StandardInput.WriteAsync(text);
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            return (process.ExitCode, await output + await errors);
        }
    }
}
