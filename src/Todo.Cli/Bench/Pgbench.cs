using System.Globalization;
using System.Text.RegularExpressions;
using Todo.Cli.Postgres;
using Todo.Cli.Processes;
using Todo.Cli.Services;

namespace Todo.Cli.Bench;

/// <summary>The database alone: the same SQL by PostgreSQL's own load generator, and the data for all.</summary>
internal sealed partial class Pgbench(EmbeddedPostgres postgres, int users, int tasks)
{
    private const int Clients = 64;

    public Task SeedAsync(CancellationToken cancellation) =>
        Tool.RunAsync("psql", [Libpq(), "-q", "-v", "ON_ERROR_STOP=1", "-v", $"users={users}", "-v", $"tasks={tasks}", "-f", Script("seed.sql")], cancellation);

    /// <summary>Transactions a second.</summary>
    public async Task<double> RunAsync(string work, TimeSpan duration, CancellationToken cancellation)
    {
        var output = await Tool.RunAsync(
            "pgbench",
            [
                "-n", "-M", "prepared", "-j", "1", "-c", $"{Clients}", "-T", string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0}"),
                "-D", $"users={users}", "-D", $"tasks={tasks}", "-f", Script($"{work}.pgbench.sql"), Libpq(),
            ],
            cancellation);
        return double.Parse(Rate().Match(output).Groups["rate"].Value, CultureInfo.InvariantCulture);
    }

    private static string Script(string name) => Path.Combine(Home.Sources, "bench", "api", name);

    // Npgsql's key-value form as libpq writes it.
    private string Libpq()
    {
        var parts = postgres.ConnectionString.Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1], StringComparer.OrdinalIgnoreCase);
        return $"host={parts["Host"]} port={parts.GetValueOrDefault("Port", "5432")} user={parts["Username"]} password={parts.GetValueOrDefault("Password", "")} dbname={parts["Database"]}";
    }

    [GeneratedRegex(@"tps = (?<rate>[\d.]+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rate();
}
