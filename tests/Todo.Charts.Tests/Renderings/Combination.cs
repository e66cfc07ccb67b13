using Todo.Cli.Charts;

namespace Todo.Charts.Tests.Renderings;

/// <summary>A chart with values that somebody may give it.</summary>
/// <param name="Name">How tests call it, such as prod or prod+mcp.</param>
/// <param name="Base">Chart, name, namespace and the chart's own values file.</param>
/// <param name="Fixture">A file with more values; null: none.</param>
public sealed record Combination(string Name, Rendering Base, string? Fixture = null)
{
    private static readonly string[] Environments = ["dev", "staging", "prod"];

    /// <summary>The whole product, by default and in each environment.</summary>
    public static IReadOnlyList<Combination> Products { get; } =
        [new("default", new Rendering("", "todo", "todo", "todo-dev", null)), .. Environments.Select(environment => new Combination(environment, Rendering.Of(environment)))];

    /// <summary>The product with each feature that values can switch on: Fixtures/features/ENVIRONMENT-FEATURE.yaml.</summary>
    public static IReadOnlyList<Combination> Features { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(Sources.Fixtures, "features"), "*.yaml").Order(StringComparer.Ordinal)
            .Select(file => new Combination(
                Path.GetFileNameWithoutExtension(file).Replace("-", "+"),
                Rendering.Of(Path.GetFileNameWithoutExtension(file).Split('-')[0]),
                file))];

    /// <summary>What is installed once for each cluster, by default and in each environment.</summary>
    public static IReadOnlyList<Combination> Clusters { get; } =
        [.. from chart in (string[])["todo-namespaces", "todo-system"]
            from environment in (string?[])[null, .. Environments]
            select new Combination(
                $"{chart["todo-".Length..]}{(environment is null ? "" : "-" + environment)}",
                new Rendering("", chart, chart, chart == "todo-system" ? chart : "default", environment is null ? null : $"values-{environment}.yaml"))];

    public static IReadOnlyList<Combination> All { get; } = [.. Products, .. Features, .. Clusters];

    public static Combination Named(string name) => All.Single(combination => combination.Name == name);

    /// <summary>Of those that people rely on: more is asked of them.</summary>
    public bool IsSerious => Name.Contains("staging", StringComparison.Ordinal) || Name.Contains("prod", StringComparison.Ordinal);

    public override string ToString() => Name;
}
