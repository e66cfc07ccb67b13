using System.Text.Json.Nodes;
using Todo.Backend.Operations;

namespace Todo.Backend.Tools;

/// <summary>A door for assistants: translates arguments to an operation and its result back, and nothing else.</summary>
internal interface ITool
{
    /// <summary>What the result's status says when the tool has changed a task; null for a tool that only reads.</summary>
    string? Done { get; }

    Task<JsonNode> CallAsync(ToolArguments arguments, Caller caller, CancellationToken cancellationToken);
}

/// <summary>Results as the tools' contract writes them.</summary>
internal static class ToolResult
{
    public static JsonObject Changed(long id, string status, string title) => new() { ["task_id"] = id, ["status"] = status, ["title"] = title };

    public static JsonObject Error(string code, string message) => new() { ["error"] = code, ["message"] = message };

    public static JsonObject NoTask => Error("invalid", "task_id: Name the task by its number.");

    /// <summary>A failure in words; <paramref name="task"/> is the number that was asked for.</summary>
    public static JsonObject Of(Failure failure, long? task = null) => failure switch
    {
        Failure.NotFoundFailure => Error("not_found", $"I couldn't find a task {task}."),
        Failure.InvalidFailure invalid => Error("invalid", string.Join(' ', invalid.Errors.Select(error => $"{error.Key}: {string.Join(' ', error.Value)}"))),
        Failure.Conflict conflict => Error("conflict", conflict.Detail),
        Failure.Forbidden forbidden => Error("forbidden", forbidden.Detail),
        _ => Error("failed", "That did not work."),
    };
}
