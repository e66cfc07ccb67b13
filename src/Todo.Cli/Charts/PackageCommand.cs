using System.CommandLine;
using Todo.Cli.Services;

namespace Todo.Cli.Charts;

/// <summary><c>todo charts package</c>: archives that install with no other source, which is tried.</summary>
internal static class PackageCommand
{
    private static readonly string[] Environments = ["dev", "staging", "prod"];

    public static Command Create()
    {
        var output = new Option<string?>("--output") { HelpName = "FOLDER", Description = "Where the archives go; artifacts/charts when it is not given." };
        var command = new Command("package", "Packs the charts with all that they depend on, and proves that the packed whole renders with no other source.") { output };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(output) ?? Path.Combine(Home.Sources, "artifacts", "charts"), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string output, CancellationToken cancellation)
    {
        var helm = (await Helm.RequiredAsync(cancellation))[0];
        using var copy = await ChartCopy.MakeAsync(helm, Path.Combine(Home.Sources, "charts"), cancellation);
        foreach (var archive in await ChartArchive.PackAsync(helm, copy, Directory.CreateDirectory(output).FullName, cancellation))
        {
            await ProveAsync(helm, copy, archive, cancellation);
            Console.WriteLine(archive.File);
        }

        return 0;
    }

    private static async Task ProveAsync(Helm helm, ChartCopy copy, ChartArchive archive, CancellationToken cancellation)
    {
        foreach (var rendering in Environments.Select(Rendering.Of).Where(rendering => rendering.Chart == archive.Chart))
        {
            if (Rendering.Text(await archive.RenderAsync(helm, rendering, cancellation)) != Rendering.Text(await copy.RenderAsync(rendering, [], cancellation)))
            {
                throw new FailureException($"{archive.File} does not render what charts/{archive.Chart} does for {rendering.File}: look for what .helmignore leaves out.");
            }
        }
    }
}
