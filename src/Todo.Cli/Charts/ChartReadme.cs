namespace Todo.Cli.Charts;

/// <summary>A chart's README.md: what people write, around a table that is made from values.yaml.</summary>
public static class ChartReadme
{
    private const string Begin = "<!-- values: written by `./todo charts readme` -->";
    private const string End = "<!-- end of values -->";

    /// <summary>The text that README.md must have now: the present one with a new table, or a first one.</summary>
    public static string Text(ChartFolder chart)
    {
        var file = Path.Combine(chart.Path, "README.md");
        var present = File.Exists(file) ? File.ReadAllText(file) : First(chart);
        var begin = present.IndexOf(Begin, StringComparison.Ordinal);
        var end = present.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
        {
            throw new UserException($"{file} has no place for the values. Put the lines '{Begin}' and '{End}' where the table belongs.");
        }

        var table = ValuesTable.Markdown(File.ReadAllText(Path.Combine(chart.Path, "values.yaml")));
        return $"{present[..begin]}{Begin}\n{table}{present[end..]}";
    }

    private static string First(ChartFolder chart) =>
        $"""
        # {chart.Name}

        {chart.Field("description")}

        ## Install

        ```sh
        helm dependency update charts/{chart.Name}
        helm install {chart.Name} charts/{chart.Name} --namespace todo-dev --values charts/{chart.Name}/values-dev.yaml
        ```

        ## Values

        {Begin}
        {End}

        ## Upgrade

        The version follows SemVer: a breaking change is a new major version and stands in the changelog.

        """;
}
