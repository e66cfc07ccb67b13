using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Todo.Cli.Processes;
using Todo.Cli.Services;

namespace Todo.Cli.Bench;

/// <summary>What one load gave.</summary>
internal sealed record WrkResult(
    [property: JsonPropertyName("requests")] long Requests,
    [property: JsonPropertyName("seconds")] double Seconds,
    [property: JsonPropertyName("p50_ms")] double P50Ms,
    [property: JsonPropertyName("p99_ms")] double P99Ms,
    [property: JsonPropertyName("failures")] long Failures)
{
    public double Rate => Requests / Seconds;
}

/// <summary>wrk (Debian's package) with one thread and bench/api/load.lua, after a warm-up: a long one at a server's first load of a kind.</summary>
internal static class Wrk
{
    private static readonly TimeSpan FirstWarmUp = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);
    private static readonly HashSet<(Uri Target, string Work)> Warm = [];

    public static async Task<WrkResult> RunAsync(
        Uri target, string kind, string work, int connections, TimeSpan duration, string accounts, CancellationToken cancellation)
    {
        var warmUp = Warm.Add((target, work)) ? FirstWarmUp : WarmUp;
        await OnceAsync(target, kind, work, connections, warmUp, accounts, cancellation);
        return await OnceAsync(target, kind, work, connections, duration, accounts, cancellation);
    }

    private static async Task<WrkResult> OnceAsync(
        Uri target, string kind, string work, int connections, TimeSpan duration, string accounts, CancellationToken cancellation)
    {
        var output = await Tool.RunAsync(
            "env",
            [
                $"BENCH_WORK={work}", $"BENCH_TARGET={kind}", $"BENCH_USERS={accounts}",
                "wrk", "-t1", string.Create(CultureInfo.InvariantCulture, $"-c{connections}"), string.Create(CultureInfo.InvariantCulture, $"-d{duration.TotalSeconds:0}s"),
                "-s", Path.Combine(Home.Sources, "bench", "api", "load.lua"), target.ToString(),
            ],
            cancellation);
        return JsonSerializer.Deserialize<WrkResult>(output.Split('\n').Last(line => line.StartsWith('{')))!;
    }
}
