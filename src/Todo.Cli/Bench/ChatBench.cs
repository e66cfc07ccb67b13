using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Todo.Cli.Output;
using Todo.Cli.Postgres;
using Todo.Cli.Processes;
using Todo.Cli.Run;
using Todo.Cli.Services;

namespace Todo.Cli.Bench;

/// <summary>How soon an answer begins without a model, and what many answers at once cost with one that takes its time.</summary>
internal sealed class ChatBench(int streams)
{
    private const int WarmUp = 200;
    private const int Turns = 300;

    // Two hundred words, one each 50 ms: as a model writes.
    private const string SlowScript =
        """
        {"exchanges": [{"forever": true, "reply": {"text": "TEXT", "by": "words", "delay": 50}}]}
        """;

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        Console.WriteLine($"{Environment.ProcessorCount} cores; client, model, server and database share them.");
        Console.WriteLine();
        Console.WriteLine("| what | p50 ms | p95 ms | most ms | failures | peak memory MB |");
        Console.WriteLine("|---|---|---|---|---|---|");
        await OnPostgresAsync((postgres, _) => WithoutModelAsync(postgres, cancellation), cancellation);
        await OnPostgresAsync((postgres, folder) => ManyAsync(postgres, folder, cancellation), cancellation);
        return 0;
    }

    private static async Task OnPostgresAsync(Func<EmbeddedPostgres, string, Task> measure, CancellationToken cancellation)
    {
        var path = Path.Combine(Path.GetTempPath(), $"todo-bench-{Guid.NewGuid():N}");
        try
        {
            using var folder = DataFolder.Open(path);
            await using var postgres = await EmbeddedPostgres.StartAsync(folder, new ServerOptions { Say = Lines.Progress }, cancellation);
            await measure(postgres, path);
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static async Task WithoutModelAsync(EmbeddedPostgres postgres, CancellationToken cancellation)
    {
        var ports = Ports.Free(2);
        var address = new Uri($"http://127.0.0.1:{ports[0]}");
        await using var backend = await Child.StartAsync(BenchServers.Backend(postgres, ports[0], ports[1]));
        await Readiness.WaitAsync(address, backend, cancellation);
        using var http = await ClientAsync(address, cancellation);
        var times = new List<double>();
        for (var turn = 0; turn < WarmUp + Turns; turn++)
        {
            var (first, done) = await StreamAsync(http, "What's pending?", cancellation);
            if (turn >= WarmUp)
            {
                times.Add(done ? first : double.PositiveInfinity);
            }
        }

        Print($"first event without a model, one after the other ({Turns} turns)", times, BenchServers.PeakMegabytes(backend));
    }

    private async Task ManyAsync(EmbeddedPostgres postgres, string path, CancellationToken cancellation)
    {
        var script = Path.Combine(path, "slow.json");
        await File.WriteAllTextAsync(script, SlowScript.Replace("TEXT", string.Join(' ', Enumerable.Repeat("word", 200)), StringComparison.Ordinal), cancellation);
        var ports = Ports.Free(3);
        var (address, model) = (new Uri($"http://127.0.0.1:{ports[0]}"), new Uri($"http://127.0.0.1:{ports[2]}"));
        await using var scripted = await Child.StartAsync(Service.ScriptedModel.Start(["--script", script, "--port", $"{ports[2]}"], []));
        await using var backend = await Child.StartAsync(BenchServers.Backend(postgres, ports[0], ports[1], new Uri(model, "/v1")));
        await Readiness.WaitAsync(address, backend, cancellation);
        using var http = await ClientAsync(address, cancellation);
        await StreamAsync(http, "Tell me something", cancellation);
        var times = await Task.WhenAll(Enumerable.Range(0, streams).Select(async _ =>
        {
            var (first, done) = await StreamAsync(http, "Tell me something", cancellation);
            return done ? first : double.PositiveInfinity;
        }));
        Print($"first event of {streams} streams begun at once, 10 s each with a slow model", [.. times], BenchServers.PeakMegabytes(backend));
    }

    private static async Task<HttpClient> ClientAsync(Uri address, CancellationToken cancellation)
    {
        var account = (await BenchServers.SignUpAsync(address, users: 1, tasks: 1, cancellation))[0];
        var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", account.Split(' ')[1]);
        return http;
    }

    // Milliseconds to the first event, and whether the answer came to its end.
    private static async Task<(double First, bool Done)> StreamAsync(HttpClient http, string message, CancellationToken cancellation)
    {
        var begun = Stopwatch.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/chat/stream") { Content = JsonContent.Create(new Dictionary<string, string>(StringComparer.Ordinal) { ["message"] = message }) };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
        double? first = null;
        while (await lines.ReadLineAsync(cancellation) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                first ??= Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
                if (line == "event: done")
                {
                    using var data = JsonDocument.Parse((await lines.ReadLineAsync(cancellation))!["data: ".Length..]);
                    return (first.Value, data.RootElement.GetProperty("answer").GetProperty("status").GetString() == "done");
                }
            }
        }

        return (double.PositiveInfinity, false);
    }

    private static void Print(string what, List<double> times, long megabytes)
    {
        var failures = times.RemoveAll(double.IsInfinity);
        times.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {what} | {times[times.Count / 2]:0.0} | {times[times.Count * 95 / 100]:0.0} | {times[^1]:0.0} | {failures} | {megabytes} |"));
    }
}
