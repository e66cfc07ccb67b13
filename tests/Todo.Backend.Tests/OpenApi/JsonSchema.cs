using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Todo.Backend.Tests.OpenApi;

/// <summary>
/// The part of JSON schema 2020-12 that our document uses. A keyword that it does not know is an error, so that no rule is passed over.
/// </summary>
/// <param name="root">The document that references point into.</param>
/// <param name="isStrict">Members that are not described are errors too: an answer must not say more than the document does.</param>
internal sealed class JsonSchema(JsonNode root, bool isStrict)
{
    // About the schema and not about the value.
    private static readonly string[] Annotations = ["description", "examples", "default", "readOnly", "contentMediaType"];

    /// <summary>Every rule that the value breaks, with its place.</summary>
    public IReadOnlyList<string> Errors(JsonNode? value, JsonNode schema)
    {
        var errors = new List<string>();
        Check(value, schema, "$", errors, isStrict);
        return errors;
    }

    private void Check(JsonNode? value, JsonNode schema, string at, List<string> errors, bool strict)
    {
        var rules = schema.AsObject();
        foreach (var (keyword, rule) in rules)
        {
            switch (keyword)
            {
                case "$ref": Check(value, Resolve(rule!.GetValue<string>()), at, errors, strict); break;
                case "type": Require(Types(rule!).Any(type => Is(value, type)), $"is not of type {rule!.ToJsonString()}"); break;
                case "enum": Require(rule!.AsArray().Any(one => JsonNode.DeepEquals(one, value)), $"is not one of {rule!.ToJsonString()}"); break;
                case "allOf": Each(rule!, part => Check(value, part, at, errors, strict: false)); break;
                case "anyOf": Require(rule!.AsArray().Any(part => IsValid(value, part!, strict)), "fits none of anyOf"); break;
                case "minLength": Require(Text() is not { } t || t.EnumerateRunes().Count() >= Number(rule), $"is shorter than {rule}"); break;
                case "maxLength": Require(Text() is not { } u || u.EnumerateRunes().Count() <= Number(rule), $"is longer than {rule}"); break;
                case "pattern": Require(Text() is not { } v || Regex.IsMatch(v, rule!.GetValue<string>(), RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)), $"does not match {rule}"); break;
                case "format": Require(Text() is not { } w || HasFormat(w, rule!.GetValue<string>()), $"is no {rule}"); break;
                case "minimum": Require(!Is(value, "number") || Number(value) >= Number(rule), $"is less than {rule}"); break;
                case "maximum": Require(!Is(value, "number") || Number(value) <= Number(rule), $"is more than {rule}"); break;
                case "minItems": Require(value is not JsonArray a || a.Count >= Number(rule), $"has fewer than {rule}"); break;
                case "maxItems": Require(value is not JsonArray b || b.Count <= Number(rule), $"has more than {rule}"); break;
                case "items": CheckItems(value as JsonArray, rule!, at, errors, strict); break;
                case "required": Each(rule!, name => Require(value is not JsonObject o || o.ContainsKey(name.GetValue<string>()), $"lacks {name}")); break;
                case "properties": CheckMembers(value as JsonObject, rule!.AsObject(), rules.ContainsKey("additionalProperties") || !strict, at, errors, strict); break;
                case "additionalProperties": CheckOthers(value as JsonObject, rules["properties"] as JsonObject, rule!, at, errors, strict); break;
                default: Require(Annotations.Contains(keyword), $"has a schema with the unknown keyword {keyword}"); break;
            }
        }

        void Require(bool holds, string error)
        {
            if (!holds)
            {
                errors.Add($"{at} {error}: {Short(value)}");
            }
        }

        string? Text() => Is(value, "string") ? value!.GetValue<string>() : null;
    }

    private bool IsValid(JsonNode? value, JsonNode schema, bool strict)
    {
        var errors = new List<string>();
        Check(value, schema, "$", errors, strict);
        return errors.Count == 0;
    }

    private void CheckItems(JsonArray? array, JsonNode schema, string at, List<string> errors, bool strict)
    {
        for (var i = 0; i < array?.Count; i++)
        {
            Check(array[i], schema, $"{at}[{i}]", errors, strict);
        }
    }

    private void CheckMembers(JsonObject? value, JsonObject properties, bool isOpen, string at, List<string> errors, bool strict)
    {
        foreach (var (name, member) in value ?? [])
        {
            if (properties[name] is { } schema)
            {
                Check(member, schema, $"{at}.{name}", errors, strict);
            }
            else if (!isOpen)
            {
                errors.Add($"{at}.{name} is not described");
            }
        }
    }

    private void CheckOthers(JsonObject? value, JsonObject? properties, JsonNode schema, string at, List<string> errors, bool strict)
    {
        foreach (var (name, member) in value ?? [])
        {
            if (properties?.ContainsKey(name) == true)
            {
                continue;
            }

            if (schema is JsonObject)
            {
                Check(member, schema, $"{at}.{name}", errors, strict);
            }
            else if (!schema.GetValue<bool>())
            {
                errors.Add($"{at}.{name} is not allowed");
            }
        }
    }

    private JsonNode Resolve(string reference) =>
        reference[2..].Split('/').Aggregate(root, (node, name) => node[name] ?? throw new InvalidOperationException($"{reference} leads nowhere."));

    private static void Each(JsonNode array, Action<JsonNode> action)
    {
        foreach (var item in array.AsArray())
        {
            action(item!);
        }
    }

    private static IEnumerable<string> Types(JsonNode rule) => rule is JsonArray array ? array.Select(type => type!.GetValue<string>()) : [rule.GetValue<string>()];

    private static bool Is(JsonNode? value, string type) => (value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        JsonValueKind.Null => type == "null",
        JsonValueKind.String => type == "string",
        JsonValueKind.Number => type == "number" || (type == "integer" && Number(value) % 1 == 0),
        JsonValueKind.True or JsonValueKind.False => type == "boolean",
        JsonValueKind.Array => type == "array",
        _ => type == "object",
    };

    private static decimal Number(JsonNode? value) => decimal.Parse(value!.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static bool HasFormat(string text, string format) => format switch
    {
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "date-time" => Regex.IsMatch(text, @"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _),
        "uuid" => Guid.TryParseExact(text, "D", out _),
        "uri" => Uri.TryCreate(text, UriKind.Absolute, out _),
        "email" => text.Split('@') is [{ Length: > 0 }, { Length: > 0 }],
        "password" => true,
        _ => false,
    };

    private static string Short(JsonNode? value) => (value?.ToJsonString() ?? "null") is { Length: > 200 } text ? text[..200] + "…" : value?.ToJsonString() ?? "null";
}
