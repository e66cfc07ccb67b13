using System.CommandLine;

namespace Todo.Cli.Charts;

/// <summary><c>todo charts</c>: what is made from the charts and checked in or published.</summary>
internal static class ChartsCommand
{
    public static Command Create() =>
        new("charts", "Renders, documents, lints and packs the Helm charts of charts/. Needs helm 3.10 or later, or 4.")
        {
            RenderCommand.Create(),
            ReadmeCommand.Create(),
            LintCommand.Create(),
            PackageCommand.Create(),
        };
}
