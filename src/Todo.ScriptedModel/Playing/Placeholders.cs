using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Todo.ScriptedModel.Playing;

/// <summary>
/// What {{…}} in a script stands for: {{match.1}} of the user's message, {{result.tasks[0].id}} of the latest result of a
/// tool, {{results[0].task_id}} of the first since that message, {{result.tasks[*].id}} all of them; {{match.1|number}} is a
/// number and {{match.1|capital}} begins with a capital letter.
/// </summary>
internal sealed partial class Placeholders(Match? match, IReadOnlyList<string> results)
{
    /// <summary>In texts: lists with commas, objects as JSON.</summary>
    public string Fill(string text) => Placeholder().Replace(text, found => Text(Value(found)));

    /// <summary>In arguments: a text that is one placeholder becomes the value itself, a number for instance.</summary>
    public JsonNode? Fill(JsonElement arguments) => arguments.ValueKind switch
    {
        JsonValueKind.Object => new JsonObject(arguments.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, Fill(member.Value)))),
        JsonValueKind.Array => new JsonArray([.. arguments.EnumerateArray().Select(Fill)]),
        JsonValueKind.String => Fill(arguments.GetString()!, Placeholder().Match(arguments.GetString()!)),
        _ => JsonSerializer.SerializeToNode(arguments),
    };

    private JsonNode? Fill(string text, Match found) =>
        found.Success && found.Length == text.Length ? Value(found)?.DeepClone() : JsonValue.Create(Fill(text));

    private JsonNode? Value(Match found)
    {
        var (root, path) = (found.Groups["root"].Value, found.Groups["path"].Value);
        var value = root switch
        {
            "match" => Captured(path.TrimStart('.')),
            "result" => results.Count > 0 ? JsonPath.Select(Parse(results[^1]), path) : null,
            _ => JsonPath.Select(new JsonArray([.. results.Select(Parse)]), path),
        };
        if (value is null)
        {
            throw new ScriptException($"There is nothing for {found.Value}: the user's message gave '{match?.Value}', the tools' results are [{string.Join(", ", results)}].");
        }

        return found.Groups["form"].Value switch
        {
            "number" => Number(value, found.Value),
            "capital" => Capital(Text(value)),
            _ => value,
        };
    }

    private JsonValue? Captured(string group) =>
        match is not null && match.Groups[group] is { Success: true } captured ? JsonValue.Create(captured.Value) : null;

    private static JsonValue Number(JsonNode value, string placeholder) =>
        long.TryParse(Text(value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? JsonValue.Create(number)
            : throw new ScriptException($"{placeholder} is '{Text(value)}', which is no number.");

    private static JsonValue Capital(string text) =>
        JsonValue.Create(text.Length == 0 ? "" : char.ToUpperInvariant(text[0]) + text[1..]);

    private static string Text(JsonNode? value) => value switch
    {
        JsonArray list => string.Join(", ", list.Select(Text)),
        JsonValue when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        null => "",
        _ => value.ToJsonString(),
    };

    // Words may stand before the JSON; a result without any is a text.
    private static JsonNode? Parse(string result)
    {
        try
        {
            return JsonNode.Parse(result[Math.Max(0, result.IndexOfAny(['{', '[']))..]);
        }
        catch (JsonException)
        {
            return JsonValue.Create(result);
        }
    }

    [GeneratedRegex(@"\{\{\s*(?<root>match|results?)(?<path>[^{}|]*?)\s*(\|\s*(?<form>number|capital)\s*)?\}\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();
}
