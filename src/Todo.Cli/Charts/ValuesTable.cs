using System.Text;
using System.Text.RegularExpressions;

namespace Todo.Cli.Charts;

/// <summary>
/// The table of a chart's values, from values.yaml: each key with a comment of the form <c># -- What it is for</c> above it, which may go on
/// over further comment lines. A key's default stands beside it, or below it where its own keys have no comments.
/// </summary>
public static partial class ValuesTable
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    /// <summary>Markdown, with a row for each key that has a comment.</summary>
    public static string Markdown(string values)
    {
        var table = new StringBuilder("| key | default | what it is for |\n|---|---|---|\n");
        foreach (var row in Rows(values).Where(row => row.Description.Length > 0))
        {
            table.Append($"| `{row.Key}` | {Code(row.Default)} | {row.Description.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        }

        return table.ToString();
    }

    /// <summary>Keys that somebody may set and that nothing is said of: neither they nor a key above them has a comment.</summary>
    public static IReadOnlyList<string> Undocumented(string values)
    {
        var rows = Rows(values);
        var documented = rows.Where(row => row.Description.Length > 0).Select(row => row.Key).ToArray();
        return [.. rows.Select(row => row.Key).Where(key => !Array.Exists(documented, other => key == other || IsBelow(key, other) || IsBelow(other, key)))];
    }

    private static bool IsBelow(string key, string other) => key.StartsWith(other + ".", StringComparison.Ordinal);

    private static string Code(string value) => value.Length == 0 ? "" : $"`{value.Replace("|", "\\|", StringComparison.Ordinal)}`";

    private static List<Row> Rows(string values)
    {
        List<Row> rows = [];
        List<(int Indent, string Key)> path = [];
        var description = "";
        foreach (var line in values.Split('\n'))
        {
            if (CommentLine().Match(line) is { Success: true } comment)
            {
                description = comment.Groups["begins"].Success ? comment.Groups["text"].Value
                    : description.Length > 0 ? $"{description} {comment.Groups["text"].Value}"
                    : "";
            }
            else if (KeyLine().Match(line) is { Success: true } key)
            {
                path.RemoveAll(above => above.Indent >= key.Groups["indent"].Length);
                path.Add((key.Groups["indent"].Length, key.Groups["key"].Value));
                rows.Add(new Row(string.Join('.', path.Select(above => above.Key)), WithoutComment(key.Groups["value"].Value), description.Trim()));
                description = "";
            }
            else if (line.Trim().Length == 0)
            {
                description = "";
            }
        }

        return Folded(rows);
    }

    // The defaults of keys that nothing is said of belong to the key above them that something is said of.
    private static List<Row> Folded(List<Row> rows) =>
        [.. from row in rows
            let below = rows.Where(other => IsBelow(other.Key, row.Key)).ToArray()
            let isWhole = row.Default.Length == 0 && below.Length > 0 && Array.TrueForAll(below, other => other.Description.Length == 0)
            select isWhole
                ? row with { Default = string.Join(", ", below.Where(other => other.Default.Length > 0).Select(other => $"{other.Key[(row.Key.Length + 1)..]}: {other.Default}")) }
                : row];

    private static string WithoutComment(string value) => TrailingComment().Replace(value, "").Trim();

    [GeneratedRegex(@"^ *#(?<begins> --)? ?(?<text>.*)$", Options, 1000)]
    private static partial Regex CommentLine();

    [GeneratedRegex(@"^(?<indent> *)(?<key>[\w./-]+):(?: +(?<value>.*))?$", Options, 1000)]
    private static partial Regex KeyLine();

    [GeneratedRegex(@"(^|\s)#.*$", Options, 1000)]
    private static partial Regex TrailingComment();

    private sealed record Row(string Key, string Default, string Description);
}
