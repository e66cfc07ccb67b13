using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using OpenAI.Chat;

namespace Todo.Backend.Assistant.OpenAi;

/// <summary>Tools as function tools. A model is told objects only: no keyword but these at the top of the schema.</summary>
internal static class OutgoingTools
{
    /// <summary>The additional property, of a tool or of the options, that asks the endpoint to enforce the schema.</summary>
    public const string Strict = "strict";

    public static ChatTool Of(AIFunctionDeclaration tool, bool? strictByOptions)
    {
        var strict = IsStrict(tool.AdditionalProperties) ?? strictByOptions;
        var schema = strict == true ? StrictSchema.Of(tool.JsonSchema) : tool.JsonSchema;
        return ChatTool.CreateFunctionTool(tool.Name, tool.Description, BinaryData.FromString(Normal(schema).ToJsonString()), strict);
    }

    public static bool? IsStrict(IReadOnlyDictionary<string, object?>? properties) =>
        properties is not null && properties.TryGetValue(Strict, out var value) ? value as bool? : null;

    public static bool? IsStrict(AdditionalPropertiesDictionary? properties) =>
        properties is not null && properties.TryGetValue(Strict, out var value) ? value as bool? : null;

    private static JsonObject Normal(JsonElement schema)
    {
        var normal = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = Member(schema, "properties") ?? new JsonObject(),
            ["required"] = Member(schema, "required") ?? new JsonArray(),
            ["additionalProperties"] = false,
        };

        // References in the properties point there.
        if (Member(schema, "$defs") is { } definitions)
        {
            normal["$defs"] = definitions;
        }

        return normal;
    }

    private static JsonNode? Member(JsonElement schema, string name) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(name, out var value) ? JsonNode.Parse(value.GetRawText()) : null;
}
