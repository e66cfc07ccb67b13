using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Todo.ScriptedModel.Playing;

/// <summary>Paths such as <c>.tasks[0].id</c> and <c>.tasks[*].id</c>.</summary>
internal static partial class JsonPath
{
    /// <summary>Null where the path leads nowhere.</summary>
    public static JsonNode? Select(JsonNode? node, string path)
    {
        var steps = Step().Matches(path);
        return steps.Sum(step => step.Length) == path.Length
            ? Select(node, steps.ToArray())
            : throw new ScriptException($"'{path}' is no path: write it as .tasks[0].id or .tasks[*].id.");
    }

    private static JsonNode? Select(JsonNode? node, ReadOnlySpan<Match> steps)
    {
        if (node is null || steps.IsEmpty)
        {
            return node;
        }

        var (name, index) = (steps[0].Groups["name"].Value, steps[0].Groups["index"].Value);
        return (node, index) switch
        {
            (JsonArray list, "*") => All(list, steps[1..]),
            (JsonArray list, not "") when int.Parse(index, CultureInfo.InvariantCulture) is var at && at < list.Count => Select(list[at], steps[1..]),
            (JsonObject members, "") when members.TryGetPropertyValue(name, out var value) => Select(value, steps[1..]),
            _ => null,
        };
    }

    private static JsonArray All(JsonArray list, ReadOnlySpan<Match> steps)
    {
        var all = new JsonArray();
        foreach (var item in list)
        {
            all.Add(Select(item, steps)?.DeepClone());
        }

        return all;
    }

    [GeneratedRegex(@"\.(?<name>[A-Za-z_][A-Za-z0-9_-]*)|\[(?<index>[0-9]{1,6}|\*)\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Step();
}
