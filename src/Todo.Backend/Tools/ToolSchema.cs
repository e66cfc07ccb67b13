using System.Text.Json;

namespace Todo.Backend.Tools;

/// <summary>What the schemas of several tools have in common, as JSON members.</summary>
internal static class ToolSchema
{
    /// <summary>The contract names the user; the token does already.</summary>
    public const string UserId = """
        "user_id": {"type": "string", "description": "Never needed: the signed-in user. If it is given, it must be that user's own id."}
        """;

    public const string TaskId = """
        "task_id": {"type": "integer", "minimum": 1, "description": "The task's number, as list_tasks and find_tasks give it."}
        """;

    public const string TaskIds = """
        "task_ids": {"type": "array", "items": {"type": "integer", "minimum": 1}, "minItems": 1, "maxItems": 100, "description": "The tasks' numbers, as list_tasks and find_tasks give them; up to 100."}
        """;

    /// <summary>Outcome of one changed task.</summary>
    public static readonly JsonElement Changed = Parse("""
        {
          "type": "object",
          "properties": {
            "task_id": {"type": "integer"},
            "status": {"type": "string", "description": "What was done."},
            "title": {"type": "string"},
            "due_date": {"type": "string", "description": "Where it has one: YYYY-MM-DD."},
            "next_due_date": {"type": "string", "description": "Of a repeating task that was completed: when it is due again."}
          },
          "required": ["task_id", "status", "title"]
        }
        """);

    /// <summary>The schema of a tool's arguments: an object of these members and no others.</summary>
    /// <param name="members">Its properties, as JSON members.</param>
    public static JsonElement Arguments(string members, params string[] required)
    {
        var needed = required.Length == 0 ? "" : $"\"required\": {JsonSerializer.Serialize(required)}, ";
        return Parse($$"""{"type": "object", "properties": { {{members}} }, {{needed}}"additionalProperties": false}""");
    }

    public static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
