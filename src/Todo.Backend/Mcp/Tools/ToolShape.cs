using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;
using Todo.Backend.Tools;

namespace Todo.Backend.Mcp.Tools;

/// <summary>Definitions and outcomes as MCP writes them.</summary>
internal static class ToolShape
{
    // Clients check structured content against the schema whether or not it is an error's: so the schema has all that can come.
    private static readonly JsonNode Error = JsonNode.Parse("""
        {
          "type": "object",
          "description": "The call did nothing.",
          "properties": {"error": {"type": "string"}, "message": {"type": "string", "description": "What to do about it."}},
          "required": ["error", "message"]
        }
        """)!;

    private static readonly JsonNode Awaiting = JsonNode.Parse("""
        {
          "type": "object",
          "description": "Nothing has happened yet: the call waits for the person's yes.",
          "properties": {
            "status": {"const": "awaiting_approval"},
            "approval_id": {"type": "string"},
            "effect": {"type": "string", "description": "Exactly what would happen."},
            "expires_at": {"type": "string"}
          },
          "required": ["status", "approval_id", "effect", "expires_at"]
        }
        """)!;

    public static Tool Of(ToolDefinition definition) => new()
    {
        Name = definition.Name,
        Title = definition.Title,
        Description = definition.Description,
        InputSchema = definition.InputSchema,
        OutputSchema = Output(definition),
        Annotations = new ToolAnnotations
        {
            Title = definition.Title,
            ReadOnlyHint = definition.Effect == ToolEffect.Reads,
            DestructiveHint = definition.Effect == ToolEffect.Deletes,
            IdempotentHint = definition.Idempotent,
            OpenWorldHint = false,
        },
    };

    public static CallToolResult Of(ToolOutcome outcome) => new()
    {
        Content = [new TextContentBlock { Text = outcome.Text }],
        StructuredContent = JsonSerializer.SerializeToElement(outcome.Content),
        IsError = outcome.IsError,
    };

    private static JsonElement Output(ToolDefinition definition)
    {
        var all = new JsonArray(JsonSerializer.SerializeToNode(definition.OutputSchema), Error.DeepClone());
        if (definition.Effect != ToolEffect.Reads)
        {
            all.Add(Awaiting.DeepClone());
        }

        return JsonSerializer.SerializeToElement(new JsonObject { ["type"] = "object", ["anyOf"] = all });
    }
}
