using System.CommandLine;
using Todo.Cli.Output;
using Todo.Cli.Processes;
using Todo.Cli.Services;

namespace Todo.Cli.Charts;

/// <summary><c>todo charts lint</c>: helm's own judgement, of every environment, by every helm that is here.</summary>
internal static class LintCommand
{
    public static Command Create()
    {
        var command = new Command("lint", "Lets each helm on the PATH (helm, helm3, helm4) lint each chart with the values of each environment; a warning counts as a failure.");
        command.SetAction((_, cancellation) => RunAsync(cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CancellationToken cancellation)
    {
        var failures = 0;
        foreach (var helm in await Helm.RequiredAsync(cancellation))
        {
            using var copy = await ChartCopy.MakeAsync(helm, Path.Combine(Home.Sources, "charts"), cancellation);
            foreach (var chart in copy.Charts.Where(chart => !chart.IsLibrary))
            {
                foreach (var values in chart.ValuesFiles)
                {
                    var problem = await ProblemAsync(helm, chart, values, cancellation);
                    Lines.Progress($"{helm}: {chart.Name} with {values ?? "its defaults"}: {problem ?? "fine"}");
                    failures += problem is null ? 0 : 1;
                }
            }
        }

        return failures == 0 ? 0 : throw new FailureException($"{failures} of the charts' environments have faults; the lines above name them.");
    }

    // Helm says what it found on standard output.
    private static async Task<string?> ProblemAsync(Helm helm, ChartFolder chart, string? values, CancellationToken cancellation)
    {
        string[] with = values is null ? [] : ["--values", Path.Combine(chart.Path, values)];
        List<string> said = [];
        var start = new ChildStart(helm.Program, helm.Program, ["lint", "--strict", "--quiet", chart.Path, .. with]) { Output = said.Add, Error = said.Add };
        return await Child.RunAsync(start, cancellation) == 0 ? null : string.Join(' ', said.Where(line => line.Length > 0));
    }
}
