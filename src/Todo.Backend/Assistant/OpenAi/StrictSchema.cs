using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Todo.Backend.Assistant.OpenAi;

/// <summary>
/// A schema that the endpoint enforces itself ("Structured Outputs, supported schemas"): every property required, none besides, and
/// the keywords it doesn't know told in the description instead.
/// </summary>
internal static class StrictSchema
{
    private static readonly string[] Unsupported =
    [
        "contentEncoding", "contentMediaType", "not",
        "minLength", "maxLength", "pattern", "format",
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
        "patternProperties", "propertyNames", "minProperties", "maxProperties", "unevaluatedProperties",
        "contains", "minContains", "maxContains", "minItems", "maxItems", "uniqueItems", "unevaluatedItems",
    ];

    private static readonly AIJsonSchemaTransformOptions Rules = new()
    {
        DisallowAdditionalProperties = true,
        ConvertBooleanSchemas = true,
        MoveDefaultKeywordToDescription = true,
        RequireAllProperties = true,
        TransformSchemaNode = static (_, node) => Told(node),
    };

    public static JsonElement Of(JsonElement schema) => AIJsonUtilities.TransformSchema(schema, Rules);

    private static JsonNode Told(JsonNode node)
    {
        if (node is not JsonObject schema)
        {
            return node;
        }

        var told = new List<string>();
        foreach (var keyword in Unsupported)
        {
            if (schema.TryGetPropertyValue(keyword, out var value))
            {
                schema.Remove(keyword);
                told.Add($"{keyword}: {value?.ToJsonString() ?? "null"}");
            }
        }

        if (told.Count > 0)
        {
            var text = string.Join('\n', told);
            schema["description"] = schema["description"] is { } description ? $"{description}\n{text}" : text;
        }

        return schema;
    }
}
