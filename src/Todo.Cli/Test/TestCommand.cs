using System.CommandLine;
using System.Diagnostics;
using Todo.Cli.Output;
using Todo.Cli.Processes;
using Todo.Cli.Services;

namespace Todo.Cli.Test;

/// <summary><c>todo test</c>: every layer's tests, for people and for the continuous integration alike.</summary>
internal static class TestCommand
{
    public static Command Create()
    {
        var filter = new Option<string?>("--filter") { HelpName = "TEXT", Description = "Only tests whose full name (namespace, class, method) contains this." };
        var project = new Option<string?>("--project") { HelpName = "NAME", Description = "Only this layer: Language, Repository, Hosting, Charts, ScriptedModel, Backend, Mcp, Cli, Web, Images; or Cluster, on a cluster that may be changed (CONTRIBUTING.md)." };
        var isLong = new Option<bool>("--long") { Description = "Kill processes in 200 turns of the assistant instead of 20 (docs/durability.md)." };
        var command = new Command(
            "test",
            "Runs all tests, on PostgreSQL 15 and 18 and in a browser, and the format check. Installs what they need with apt-get (as root or by sudo) and npm.") { filter, project, isLong };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(filter), parsed.GetValue(project), parsed.GetValue(isLong), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string? filter, string? project, bool isLong, CancellationToken cancellation)
    {
        var suites = Suite.All(filter).Where(suite => project is null ? !suite.IsOnDemand : suite.Layer.Equals(project, StringComparison.OrdinalIgnoreCase))
            .Select(suite => suite with { IsLong = isLong }).ToArray();
        if (suites.Length == 0)
        {
            throw new UserException($"There is no layer '{project}'. The layers are {string.Join(", ", Suite.All(null).Select(suite => suite.Layer).Distinct(StringComparer.Ordinal))}.");
        }

        await Requirements.InstallAsync(cancellation);
        List<(string Name, SuiteResult Result)> results =
        [
            ("format", await CheckAsync("format", "Some files are not formatted: run 'dotnet format whitespace . --folder'.", ["format", "whitespace", ".", "--folder", "--verify-no-changes", "--exclude", "artifacts"], cancellation)),
            ("build", await CheckAsync("build", "The build failed; the lines above say why.", ["build", "Todo.slnx", "-nologo", "-v:quiet", "-tl:off", "-nodeReuse:false"], cancellation)),
        ];
        foreach (var suite in results[^1].Result.Failed == 0 ? suites : [])
        {
            Lines.Progress($"== {suite.Name}");
            results.Add((suite.Name, await suite.RunAsync(cancellation)));
        }

        return Report(results);
    }

    private static async Task<SuiteResult> CheckAsync(string name, string complaint, string[] arguments, CancellationToken cancellation)
    {
        Lines.Progress($"== {name}");
        var watch = Stopwatch.StartNew();
        var start = new ChildStart(name, "env", ["--chdir", Home.Sources, "dotnet", .. arguments]) { SharesConsole = true };
        if (await Child.RunAsync(start, cancellation) == 0)
        {
            return new SuiteResult(1, 0, 0, watch.Elapsed.TotalSeconds);
        }

        Lines.Error(complaint);
        return new SuiteResult(0, 1, 0, watch.Elapsed.TotalSeconds);
    }

    // The last line is for programs to read.
    private static int Report(List<(string Name, SuiteResult Result)> results)
    {
        var rows = new Rows("suite", "passed", "failed", "skipped", "seconds");
        foreach (var (name, result) in results)
        {
            rows.Add(name, $"{result.Passed}", $"{result.Failed}", $"{result.Skipped}", $"{result.Seconds:0.0}");
        }

        rows.Write();
        var failed = results.Sum(run => run.Result.Failed);
        var passed = results.Sum(run => run.Result.Passed);
        Console.WriteLine($"{passed} passed, {failed} failed, {results.Sum(run => run.Result.Skipped)} skipped");
        return failed == 0 ? 0 : 1;
    }
}
