using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Todo.Backend.Tools.Arguments;

/// <summary>
/// Checks arguments against a tool's schema, as far as our schemas go, and says of each that is wrong what is expected. Lenient where
/// models are sloppy and nothing can be mistaken: a number or a list as text, one value for a list of one, null or an empty text for
/// what is left out.
/// </summary>
internal sealed class ArgumentSchema
{
    private const int MostErrors = 5;
    private const int MostQuoted = 40;

    private readonly List<string> errors = [];

    private ArgumentSchema()
    {
    }

    /// <summary>The arguments in the schema's types without what is null, or the errors in words.</summary>
    public static (ToolArguments? Arguments, string? Error) Read(JsonObject arguments, JsonElement schema)
    {
        JsonObject given;
        try
        {
            // From text again: values of any origin become plain JSON, and what can't be read shows here.
            given = JsonNode.Parse(arguments.ToJsonString())!.AsObject();
            _ = given.Count;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException or NotSupportedException)
        {
            return (null, "The arguments are no JSON object with each member once: send them again.");
        }

        var check = new ArgumentSchema();
        try
        {
            var read = check.ReadObject(given, schema, "");
            return check.errors.Count == 0 ? (new ToolArguments(read), null) : (null, string.Join(' ', check.errors.Take(MostErrors)));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return (null, "An argument holds a member twice or half of a surrogate pair: send whole characters, and each member once.");
        }
    }

    private JsonObject ReadObject(JsonObject given, JsonElement schema, string path)
    {
        var read = new JsonObject();
        var properties = schema.GetProperty("properties");
        foreach (var (name, value) in given)
        {
            var place = path.Length == 0 ? name : $"{path}.{name}";
            if (!properties.TryGetProperty(name, out var property))
            {
                var known = string.Join(", ", properties.EnumerateObject().Select(member => member.Name));
                errors.Add($"{Quoted(place)}: There is no such argument; {(known.Length == 0 ? "this takes none" : $"there are {known}")}.");
            }
            else if (!IsAbsent(value, property) && ReadValue(value!, property, place) is { } result)
            {
                read[name] = result;
            }
        }

        foreach (var name in Required(schema).Where(name => !given.TryGetPropertyValue(name, out var value) || IsAbsent(value, properties.GetProperty(name))))
        {
            errors.Add($"{(path.Length == 0 ? name : $"{path}.{name}")}: This is needed{Hint(name)}");
        }

        return read;
    }

    // An empty text is a value only where text is free.
    private static bool IsAbsent(JsonNode? value, JsonElement schema) =>
        value is null || (value.GetValueKind() == JsonValueKind.String && value.GetValue<string>().Length == 0
            && !(Is(schema, "string") && !schema.TryGetProperty("format", out _) && !schema.TryGetProperty("enum", out _)));

    private JsonNode? ReadValue(JsonNode value, JsonElement schema, string place)
    {
        if (Is(schema, "array"))
        {
            return ReadArray(value as JsonArray ?? Listed(value), schema, place);
        }

        if (Is(schema, "object"))
        {
            return value is JsonObject inner ? ReadObject(inner, schema, place) : Wrong(place, "This takes an object.");
        }

        var text = value is JsonValue ? value.ToString().Trim() : null;
        return Is(schema, "integer") ? ReadInteger(text, schema, place)
            : Is(schema, "boolean") ? bool.TryParse(text, out var flag) ? flag : Wrong(place, "This takes true or false.")
            : value.GetValueKind() == JsonValueKind.String ? ReadText(value.GetValue<string>(), schema, place)
            : value.GetValueKind() == JsonValueKind.Number && !schema.TryGetProperty("format", out _) ? ReadText(text!, schema, place)
            : Wrong(place, "This takes a text.");
    }

    // Some models write a list as text, and one item without a list.
    private static JsonArray Listed(JsonNode value)
    {
        if (value.GetValueKind() == JsonValueKind.String && value.GetValue<string>().Trim() is ['[', .., ']'] text)
        {
            try
            {
                return JsonNode.Parse(text) as JsonArray ?? [];
            }
            catch (JsonException)
            {
                // A text in brackets, and no list.
            }
        }

        return [value.DeepClone()];
    }

    private JsonArray? ReadArray(JsonArray given, JsonElement schema, string place)
    {
        if (given.Count < Limit(schema, "minItems", 0) || given.Count > Limit(schema, "maxItems", int.MaxValue))
        {
            Wrong(place, $"This takes {Limit(schema, "minItems", 0)} to {Limit(schema, "maxItems", int.MaxValue)} items; these are {given.Count}.");
            return null;
        }

        var items = schema.GetProperty("items");
        var read = new JsonArray();
        for (var i = 0; i < given.Count; i++)
        {
            var inner = $"{place}[{i}]";
            if (given[i] is not { } item)
            {
                Wrong(inner, "This is null: leave it out.");
            }
            else if (ReadValue(item, items, inner) is { } result)
            {
                read.Add(result);
            }
        }

        return read;
    }

    private JsonValue? ReadInteger(string? text, JsonElement schema, string place)
    {
        if (!decimal.TryParse(text?.TrimStart('#'), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || number != decimal.Truncate(number) || number is < long.MinValue or > long.MaxValue)
        {
            return Wrong(place, $"This takes a whole number{(text is null ? "" : $", not {Quoted(text)}")}{Hint(place)}");
        }

        var (least, most) = (Limit(schema, "minimum", long.MinValue), Limit(schema, "maximum", long.MaxValue));
        return number >= least && number <= most ? JsonValue.Create((long)number)
            : Wrong(place, most == long.MaxValue ? $"This is {least} or more." : $"This takes {least} to {most}.");
    }

    private JsonValue? ReadText(string text, JsonElement schema, string place)
    {
        if (schema.TryGetProperty("enum", out var options))
        {
            var trimmed = text.Trim();
            return options.EnumerateArray().Select(option => option.GetString()!)
                .FirstOrDefault(option => option.Equals(trimmed, StringComparison.OrdinalIgnoreCase)) is { } match
                ? JsonValue.Create(match)
                : Wrong(place, $"This takes {string.Join(", ", options.EnumerateArray().Select(option => option.GetString()))}; {Quoted(text)} is none of them.");
        }

        if (schema.TryGetProperty("format", out var format) && Fault(format.GetString()!, text) is { } fault)
        {
            return Wrong(place, $"{fault}, not {Quoted(text)}.");
        }

        var length = text.EnumerateRunes().Count();
        var (min, max) = (Limit(schema, "minLength", 0), Limit(schema, "maxLength", int.MaxValue));
        return length >= min && length <= max ? JsonValue.Create(text) : Wrong(place, $"This takes {min} to {max} characters; it has {length}.");
    }

    private static string? Fault(string format, string text) => format switch
    {
        "date" => ToolArguments.TryDate(text, out _) ? null : "Write a date as 2026-07-16",
        "time" => ToolArguments.TryTime(text, out _) ? null : "Write a time as 15:00",
        "date-time" => ToolArguments.TryMoment(text, out _) ? null : "Write a moment as 2026-07-16T15:00:00+02:00",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No tool has this format."),
    };

    private JsonValue? Wrong(string place, string error)
    {
        errors.Add($"{place}: {error}");
        return null;
    }

    // Names of tasks are what models send most where a number is asked for.
    private static string Hint(string place) =>
        place.Contains("task_id", StringComparison.Ordinal) ? ": find_tasks gives the number of a task." : ".";

    private static string Quoted(string text) => text.Length <= MostQuoted ? $"\"{text}\"" : $"\"{text[..MostQuoted]}…\"";

    private static bool Is(JsonElement schema, string type) => schema.GetProperty("type").ValueEquals(type);

    private static long Limit(JsonElement schema, string name, long otherwise) => schema.TryGetProperty(name, out var limit) ? limit.GetInt64() : otherwise;

    private static IEnumerable<string> Required(JsonElement schema) =>
        schema.TryGetProperty("required", out var required) ? required.EnumerateArray().Select(name => name.GetString()!) : [];
}
