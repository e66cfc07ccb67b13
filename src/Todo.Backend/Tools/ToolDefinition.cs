using System.Text.Json;
using System.Text.Json.Nodes;

namespace Todo.Backend.Tools;

/// <summary>What a tool is: defined once, offered by the agent and by the MCP server.</summary>
/// <param name="Name">snake_case, as callers write it.</param>
/// <param name="Title">A short name for people.</param>
/// <param name="Description">For the model: when to use it and what it gives.</param>
/// <param name="Effect">What a call can do to tasks.</param>
/// <param name="Idempotent">The same call a second time changes nothing more.</param>
/// <param name="InputSchema">JSON Schema (draft 2020-12) of the arguments object.</param>
/// <param name="OutputSchema">JSON Schema of the structured content.</param>
internal sealed record ToolDefinition(
    string Name, string Title, string Description, ToolEffect Effect, bool Idempotent, JsonElement InputSchema, JsonElement OutputSchema);

/// <summary>What a call can do to tasks.</summary>
internal enum ToolEffect
{
    Reads,
    Changes,
    Deletes,
}

/// <summary>What a call gave.</summary>
/// <param name="Text">A sentence for people and models.</param>
/// <param name="Content">The structured content; of an error {"error": code, "message": text}.</param>
internal sealed record ToolOutcome(string Text, JsonObject Content, bool IsError = false);

/// <summary>What a call would do, before it does it.</summary>
/// <param name="Text">Exactly what would happen, in words.</param>
/// <param name="Tasks">How many tasks it would change.</param>
internal sealed record ToolPreview(string Text, int Tasks);

/// <summary>Whether a call may run now.</summary>
internal abstract record ToolCheck
{
    internal sealed record Ready : ToolCheck;

    /// <summary>The person is asked first.</summary>
    internal sealed record Ask(ToolPreview Preview) : ToolCheck;

    /// <summary>It can't run: wrong arguments, a task that is not there, a token that may not.</summary>
    internal sealed record Refused(ToolOutcome Outcome) : ToolCheck;
}
