using System.Globalization;
using Todo.Cli.Output;
using Todo.Cli.Postgres;

namespace Todo.Cli.Bench;

/// <summary>
/// One database, three servers on it, the same requests to each in turn: quick changes of the machine's speed then hit all alike.
/// </summary>
internal sealed class ApiBench(TimeSpan duration, int users, int tasks, int[] connections)
{
    private static readonly string[] Works = ["get", "list", "search", "post"];

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var path = Path.Combine(Path.GetTempPath(), $"todo-bench-{Guid.NewGuid():N}");
        try
        {
            using var folder = DataFolder.Open(path);
            await using var postgres = await EmbeddedPostgres.StartAsync(folder, new ServerOptions { Say = Lines.Progress }, cancellation);
            await using var servers = await BenchServers.StartAsync(postgres, cancellation);
            Lines.Progress($"Signing up {users} accounts and making {tasks:N0} tasks for each …");
            var accounts = Path.Combine(path, "accounts.txt");
            await File.WriteAllLinesAsync(accounts, await BenchServers.SignUpAsync(servers.Todo, users, tasks, cancellation), cancellation);
            await new Pgbench(postgres, users, tasks).SeedAsync(cancellation);
            await MeasureAsync(postgres, servers, accounts, cancellation);
            return 0;
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private async Task MeasureAsync(EmbeddedPostgres postgres, BenchServers servers, string accounts, CancellationToken cancellation)
    {
        Console.WriteLine($"{Environment.ProcessorCount} cores, PostgreSQL {postgres.Major}, {users} accounts of {tasks:N0} tasks, {duration.TotalSeconds:0} s each; load, server and database share the cores.");
        Console.WriteLine($"Raised limits: {string.Join(", ", BenchServers.RaisedLimits.Select(limit => $"`{limit.Key}={limit.Value}`"))}.");
        Console.WriteLine();
        Console.WriteLine("| work | connections | Todo /s | p50 ms | p99 ms | failures | EF Core floor /s | ratio | Npgsql floor /s | ratio |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        foreach (var work in Works)
        {
            foreach (var count in connections)
            {
                var todo = await Wrk.RunAsync(servers.Todo, "todo", work, count, duration, accounts, cancellation);
                var ef = await Wrk.RunAsync(servers.EntityFramework, "floor", work, count, duration, accounts, cancellation);
                var npgsql = await Wrk.RunAsync(servers.Npgsql, "floor", work, count, duration, accounts, cancellation);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {work} | {count} | {todo.Rate:N0} | {todo.P50Ms:0.0} | {todo.P99Ms:0.0} | {todo.Failures} | {ef.Rate:N0}{Mark(ef)} | {todo.Rate / ef.Rate:0.00} | {npgsql.Rate:N0}{Mark(npgsql)} | {todo.Rate / npgsql.Rate:0.00} |"));
            }
        }

        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Peak memory: Todo {servers.TodoPeakMegabytes} MB."));
        await servers.DisposeAsync(); // their connections are wanted now
        Console.WriteLine();
        Console.WriteLine("| work | pgbench /s, 64 clients |");
        Console.WriteLine("|---|---|");
        foreach (var work in Works)
        {
            var rate = await new Pgbench(postgres, users, tasks).RunAsync(work, duration, cancellation);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {work} | {rate:N0} |"));
        }
    }

    private static string Mark(WrkResult result) => result.Failures == 0 ? "" : $" ({result.Failures} failures)";
}
