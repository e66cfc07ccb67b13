using Todo.Cli.Processes;

namespace Todo.Cli.Charts;

/// <summary>A packed chart.</summary>
public sealed record ChartArchive(string Chart, string File)
{
    /// <summary>Packs every chart that can be installed.</summary>
    public static async Task<IReadOnlyList<ChartArchive>> PackAsync(Helm helm, ChartCopy copy, string folder, CancellationToken cancellation)
    {
        List<ChartArchive> archives = [];
        foreach (var chart in copy.Charts.Where(chart => !chart.IsLibrary))
        {
            await helm.RunAsync(["package", chart.Path, "--destination", folder], cancellation);
            archives.Add(new ChartArchive(chart.Name, Path.Combine(folder, $"{chart.Name}-{chart.Field("version")}.tgz")));
        }

        return archives;
    }

    /// <summary>Renders the archive as somebody does who has nothing else, in an empty folder: its values file comes out of it as well.</summary>
    public async Task<string> RenderAsync(Helm helm, Rendering rendering, CancellationToken cancellation)
    {
        var empty = Directory.CreateTempSubdirectory("todo-archive-");
        try
        {
            var alone = Path.Combine(empty.FullName, Path.GetFileName(File));
            System.IO.File.Copy(File, alone);
            await Tool.RunAsync("tar", ["-xzf", alone, "-C", empty.FullName, $"{Chart}/{rendering.Values}"], cancellation);
            return await helm.RunAsync(
                ["template", rendering.Release, alone, "--namespace", rendering.Namespace, "--kube-version", Rendering.Kubernetes, "--values", Path.Combine(empty.FullName, Chart, rendering.Values!)], cancellation);
        }
        catch (ToolException error)
        {
            throw new FailureException($"{File} lacks {rendering.Values}: {error.Message}");
        }
        finally
        {
            empty.Delete(recursive: true);
        }
    }
}
