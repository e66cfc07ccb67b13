using System.CommandLine;
using Todo.Cli.Services;

namespace Todo.Cli.Charts;

/// <summary><c>todo charts render</c>: the manifests of each environment, into rendered/.</summary>
internal static class RenderCommand
{
    public static Command Create()
    {
        var check = new Option<bool>("--check") { Description = "Change nothing; exit code 1 when a file is not what the charts give now." };
        var command = new Command("render", "Writes the manifests of each environment to rendered/, for review. The tags of images are those of a release.") { check };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(check), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(bool isCheck, CancellationToken cancellation)
    {
        var helm = (await Helm.RequiredAsync(cancellation))[0];
        using var copy = await ChartCopy.MakeAsync(helm, Path.Combine(Home.Sources, "charts"), cancellation);
        var folder = Directory.CreateDirectory(Path.Combine(Home.Sources, "rendered")).FullName;
        List<string> stale = [];
        foreach (var rendering in Rendering.Committed)
        {
            var file = Path.Combine(folder, rendering.File);
            var text = Rendering.Text(await copy.RenderAsync(rendering, [], cancellation));
            if (!File.Exists(file) || await File.ReadAllTextAsync(file, cancellation) != text)
            {
                stale.Add($"rendered/{rendering.File}");
                if (!isCheck)
                {
                    await File.WriteAllTextAsync(file, text, cancellation);
                }
            }
        }

        return Outcome.Report(stale, isCheck, "./todo charts render");
    }
}
