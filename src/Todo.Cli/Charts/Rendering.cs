namespace Todo.Cli.Charts;

/// <summary>One file of rendered/: a chart under a name, in a namespace, with its own values file.</summary>
/// <param name="File">The name of the file in rendered/.</param>
/// <param name="Chart">The chart's name.</param>
/// <param name="Release">The release's name.</param>
/// <param name="Namespace">The release's namespace.</param>
/// <param name="Values">A file in the chart's folder; null: its defaults alone.</param>
public sealed record Rendering(string File, string Chart, string Release, string Namespace, string? Values)
{
    /// <summary>The oldest Kubernetes that the charts support. Each helm takes another one for granted when it is told none.</summary>
    public const string Kubernetes = "1.28.0";

    private const string Head = "# task: 005-T042\n# Written by `./todo charts render` and never by hand.\n";

    /// <summary>All that is committed.</summary>
    public static IReadOnlyList<Rendering> Committed { get; } =
    [
        Of("dev"),
        Of("staging"),
        Of("prod"),
        new("namespaces.yaml", "todo-namespaces", "todo-namespaces", "default", null),
        new("system.yaml", "todo-system", "todo-system", "todo-system", null),
    ];

    /// <summary>The whole product in one environment.</summary>
    public static Rendering Of(string environment) => new($"{environment}.yaml", "todo", "todo", $"todo-{environment}", $"values-{environment}.yaml");

    /// <summary>What the file holds: the objects by the templates that they come from, since the order that helm gives them differs from one helm to another.</summary>
    public static string Text(string manifests) =>
        Head + string.Concat(
            ("\n" + manifests).Split("\n---\n", StringSplitOptions.RemoveEmptyEntries)
                .Select(manifest => manifest.Trim('\n'))
                .Where(manifest => manifest.Length > 0)
                .Order(StringComparer.Ordinal)
                .Select(manifest => $"---\n{manifest}\n"));
}
