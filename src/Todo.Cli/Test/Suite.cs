using System.Globalization;
using System.Xml.Linq;
using Todo.Cli.Output;
using Todo.Cli.Processes;
using Todo.Cli.Services;

namespace Todo.Cli.Test;

/// <summary>What one test program made of its tests.</summary>
internal sealed record SuiteResult(int Passed, int Failed, int Skipped, double Seconds);

/// <summary>One run of a layer's test program (tests/Todo.LAYER.Tests), on one PostgreSQL.</summary>
internal sealed record Suite(string Layer, string Name, string[] Filter, string? Postgres)
{
    // What talks SQL of its own to the database.
    private static readonly string[] DatabasePart = ["-namespace", "Todo.Backend.Tests.Database*", "-namespace", "Todo.Backend.Tests.Journal*", "-namespace", "Todo.Backend.Tests.Tasks*"];

    /// <summary>All runs, the quickest first. The machine's PostgreSQL is Debian's; npm's 18 is what data folders take by themselves.</summary>
    public static IReadOnlyList<Suite> All(string? filter)
    {
        string[] chosen = filter is null ? [] : ["-method", $"*{filter}*"];
        var machine = Requirements.MachinePostgres();
        List<Suite> suites =
        [
            new("Language", "Language", chosen, null),
            new("Repository", "Repository", chosen, null),
            new("Hosting", "Hosting", chosen, null),
            new("Charts", "Charts", chosen, null),
            new("ScriptedModel", "ScriptedModel", chosen, null),
            new("Backend", "Backend", chosen, machine),
            new("Backend", "Backend on PostgreSQL 18", filter is null ? DatabasePart : chosen, null),
            new("Mcp", "Mcp", chosen, machine),
            new("Cli", "Cli", chosen, null),
            new("Web", "Web", chosen, null),
            new("Images", "Images", chosen, machine),
            new("Cluster", "Cluster", chosen, null) { IsOnDemand = true },
        ];
        return [.. suites.Where(suite => Directory.Exists(suite.Sources))];
    }

    /// <summary>Runs only when its layer is asked for: it needs a cluster that may be changed.</summary>
    public bool IsOnDemand { get; init; }

    /// <summary>Tests that draw cases at random draw more of them.</summary>
    public bool IsLong { get; init; }

    private string Project => $"Todo.{Layer}.Tests";

    private string Sources => Path.Combine(Home.Sources, "tests", Project);

    private string Program => Path.Combine(Home.Sources, "artifacts", "bin", Project, "debug", Project);

    /// <summary>Runs it with its output on ours. A program that dies without a report counts as one failure.</summary>
    public async Task<SuiteResult> RunAsync(CancellationToken cancellation)
    {
        var report = Path.Combine(Home.Sources, "artifacts", "test-results", $"{Name.Replace(' ', '-').Replace(",", "", StringComparison.Ordinal)}.xml");
        Directory.CreateDirectory(Path.GetDirectoryName(report)!);
        File.Delete(report);
        string[] environment = Postgres is null
            ? ["--unset=TODO_POSTGRES_BIN", "--unset=TODO_TEST_POSTGRES"]
            : [$"TODO_POSTGRES_BIN={Postgres}"];
        string[] length = IsLong ? ["TODO_TEST_LONG=1"] : [];
        var code = await Child.RunAsync(
            new ChildStart(Name, "env", [.. environment, .. length, Program, "-noLogo", "-noColor", "-noAutoReporters", "-xml", report, .. Filter]) { SharesConsole = true },
            cancellation);
        if (!File.Exists(report))
        {
            Lines.Error($"{Name}: the test program ended with exit code {code} and left no report.");
            return new SuiteResult(0, 1, 0, 0);
        }

        var assemblies = XDocument.Load(report).Descendants("assembly").ToArray();
        int Sum(string attribute) => assemblies.Sum(assembly => int.Parse(assembly.Attribute(attribute)?.Value ?? "0", CultureInfo.InvariantCulture));
        var failed = Sum("failed") + Sum("errors");
        return new SuiteResult(
            Sum("passed"),
            failed == 0 && code != 0 && assemblies.Length > 0 && Sum("total") > 0 ? 1 : failed,
            Sum("skipped"),
            assemblies.Sum(assembly => double.Parse(assembly.Attribute("time")?.Value ?? "0", CultureInfo.InvariantCulture)));
    }
}
