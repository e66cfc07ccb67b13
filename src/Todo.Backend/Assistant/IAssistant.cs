using System.Text.Json.Nodes;

namespace Todo.Backend.Assistant;

/// <summary>Answers one message of a conversation. Whatever it does, it does by the tools; it keeps nothing between turns.</summary>
public interface IAssistant
{
    Task<string> AnswerAsync(AssistantTurn turn, CancellationToken cancellationToken);
}

/// <summary>What an assistant knows: the conversation so far without the new message, the clock of the person, and the tools.</summary>
public sealed record AssistantTurn(IReadOnlyList<AssistantMessage> History, string Message, DateTimeOffset Now, TimeZoneInfo TimeZone, IAssistantTools Tools);

/// <summary>An earlier message; <paramref name="FromAssistant"/> tells its side.</summary>
public sealed record AssistantMessage(bool FromAssistant, string Content);

/// <summary>The tools of one turn. They act for the person who asks, whatever the arguments say.</summary>
public interface IAssistantTools
{
    /// <summary>
    /// Calls a tool by its name. What it did, or why it did nothing, is in the result: an error is an object with "error" and "message",
    /// which the assistant puts into words.
    /// </summary>
    Task<JsonNode> CallAsync(string name, JsonObject arguments, CancellationToken cancellationToken);
}
