using System.Text.RegularExpressions;

namespace Todo.Cli.Charts;

/// <summary>A chart of ours as it lies in a folder: charts/NAME.</summary>
public sealed partial record ChartFolder(string Path)
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Multiline;

    public string Name { get; } = System.IO.Path.GetFileName(Path);

    /// <summary>Chart.yaml, as text.</summary>
    public string Description => File.ReadAllText(System.IO.Path.Combine(Path, "Chart.yaml"));

    /// <summary>A library makes no objects: it is neither installed nor packaged by itself.</summary>
    public bool IsLibrary => LibraryLine().IsMatch(Description);

    /// <summary>The charts beside it that it is made of.</summary>
    public IReadOnlyList<string> Parts => [.. PartLine().Matches(Description).Select(match => match.Groups["name"].Value)];

    /// <summary>Files of values: the defaults, which are no file, as null; then values-dev.yaml and its like.</summary>
    public IReadOnlyList<string?> ValuesFiles =>
        [null, .. Directory.EnumerateFiles(Path, "values-*.yaml").Select(System.IO.Path.GetFileName).Order(StringComparer.Ordinal)];

    /// <summary>All charts below a folder, by name.</summary>
    public static IReadOnlyList<ChartFolder> In(string folder) =>
        [.. Directory.EnumerateDirectories(folder)
            .Where(chart => File.Exists(System.IO.Path.Combine(chart, "Chart.yaml")))
            .Order(StringComparer.Ordinal)
            .Select(chart => new ChartFolder(chart))];

    /// <summary>A field of Chart.yaml's first level; empty when it is not there.</summary>
    public string Field(string key) =>
        Regex.Match(Description, $"^{key}: *\"?(?<value>.*?)\"?$", Options, TimeSpan.FromSeconds(1)).Groups["value"].Value;

    [GeneratedRegex(@"^type: *library *$", Options, 1000)]
    private static partial Regex LibraryLine();

    [GeneratedRegex(@"^ +(- +)?repository: *""?file://\.\./(?<name>[\w-]+)""?", Options, 1000)]
    private static partial Regex PartLine();
}
