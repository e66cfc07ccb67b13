using System.Diagnostics;
using System.Globalization;
using Todo.Cli.Output;
using Todo.Cli.Postgres;
using Todo.Cli.Processes;
using Todo.Cli.Run;

namespace Todo.Cli.Bench;

/// <summary>From nothing to the backend's first answer that needed the database (readiness: reached, schema compared).</summary>
internal sealed class StartBench(int runs)
{
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var path = Path.Combine(Path.GetTempPath(), $"todo-bench-{Guid.NewGuid():N}");
        try
        {
            using var folder = DataFolder.Open(path);
            await using var postgres = await EmbeddedPostgres.StartAsync(folder, new ServerOptions { Say = Lines.Progress }, cancellation);
            await OnceAsync(postgres, cancellation); // migrates, and fills the page cache
            var times = new List<double>();
            for (var run = 0; run < runs; run++)
            {
                times.Add(await OnceAsync(postgres, cancellation));
            }

            times.Sort();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Backend, cold start to the first answer, {runs} starts: {times[0]:0.00} s least, {times[times.Count / 2]:0.00} s median, {times[^1]:0.00} s most."));
            return 0;
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static async Task<double> OnceAsync(EmbeddedPostgres postgres, CancellationToken cancellation)
    {
        var port = Ports.Free(1)[0];
        var start = Stopwatch.GetTimestamp();
        await using var backend = await Child.StartAsync(BenchServers.Backend(postgres, port, internalPort: 0));
        await Readiness.WaitAsync(new Uri($"http://127.0.0.1:{port}"), backend, cancellation);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
