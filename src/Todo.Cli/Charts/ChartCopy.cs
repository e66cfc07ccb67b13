namespace Todo.Cli.Charts;

/// <summary>
/// A copy of the charts, with what they depend on put into them. Helm writes archives into a chart before it can render it;
/// so the sources stay as git knows them, and several may work at once.
/// </summary>
public sealed class ChartCopy : IDisposable
{
    private readonly Helm helm;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("todo-charts-");
    private readonly HashSet<string> complete = new(StringComparer.Ordinal);

    private ChartCopy(Helm helm) => this.helm = helm;

    /// <summary>The charts in it, complete.</summary>
    public IReadOnlyList<ChartFolder> Charts => ChartFolder.In(folder.FullName);

    /// <summary>Copies all charts below a folder, and completes them.</summary>
    /// <param name="helm">What completes and renders them.</param>
    /// <param name="charts">The folder charts/ of the sources.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<ChartCopy> MakeAsync(Helm helm, string charts, CancellationToken cancellation)
    {
        var copy = new ChartCopy(helm);
        try
        {
            foreach (var chart in ChartFolder.In(charts))
            {
                CopyFolder(chart.Path, copy.PathOf(chart.Name));
            }

            foreach (var chart in copy.Charts)
            {
                await copy.CompleteAsync(chart, cancellation);
            }

            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    public string PathOf(string chart) => Path.Combine(folder.FullName, chart);

    /// <summary>The manifests of a chart, hooks and tests included.</summary>
    /// <param name="rendering">Which chart, under which name, where, with which values.</param>
    /// <param name="more">More of helm's arguments, such as --kube-version.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<string> RenderAsync(Rendering rendering, IReadOnlyList<string> more, CancellationToken cancellation)
    {
        string[] values = rendering.Values is null ? [] : ["--values", Path.Combine(PathOf(rendering.Chart), rendering.Values)];
        return helm.RunAsync(["template", rendering.Release, PathOf(rendering.Chart), "--namespace", rendering.Namespace, "--kube-version", Rendering.Kubernetes, .. values, .. more], cancellation);
    }

    public void Dispose() => folder.Delete(recursive: true);

    // A part is packed as it lies there: it must be complete before what it is a part of.
    private async Task CompleteAsync(ChartFolder chart, CancellationToken cancellation)
    {
        if (!complete.Add(chart.Name) || chart.Parts.Count == 0)
        {
            return;
        }

        foreach (var part in chart.Parts)
        {
            await CompleteAsync(new ChartFolder(PathOf(part)), cancellation);
        }

        await helm.RunAsync(["dependency", "update", "--skip-refresh", chart.Path], cancellation);
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        foreach (var child in Directory.EnumerateDirectories(from).Where(child => Path.GetFileName(child) != "charts"))
        {
            CopyFolder(child, Path.Combine(to, Path.GetFileName(child)));
        }
    }
}
