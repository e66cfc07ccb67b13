using System.Text.Json.Nodes;

namespace Todo.Contracts;

/// <summary>A message to the assistant.</summary>
public sealed record ChatRequest
{
    /// <summary>Goes on with this conversation; without it a new one starts.</summary>
    public long? ConversationId { get; init; }

    /// <summary>1 to 4,000 code points.</summary>
    public string? Message { get; init; }

    /// <summary>The client's own id of this message: sent again with the same text it gives the stored answer.</summary>
    public Guid? MessageId { get; init; }
}

/// <summary>The assistant's answer.</summary>
/// <param name="Status">"done".</param>
public sealed record ChatResponse(long ConversationId, Guid MessageId, string Response, string Status, IReadOnlyList<ToolCall> ToolCalls);

/// <summary>A tool that ran in a turn, with what it gave back.</summary>
public sealed record ToolCall(string Name, JsonObject Arguments, JsonNode Result);

public sealed record ConversationView(long Id, string UserId, string Title, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>A page of conversations, the last used first.</summary>
/// <param name="NextCursor">Gives the next page; null on the last.</param>
public sealed record ConversationList(IReadOnlyList<ConversationView> Conversations, string? NextCursor);

/// <summary>A conversation with a page of its messages, oldest first.</summary>
/// <param name="NextCursor">Gives the messages before these; null when these are the first.</param>
public sealed record ConversationDetail(
    long Id,
    string UserId,
    string Title,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    IReadOnlyList<MessageView> Messages,
    string? NextCursor);

/// <param name="Role">"user" or "assistant".</param>
/// <param name="MessageId">The client's id; only on the person's messages.</param>
public sealed record MessageView(
    long Id,
    string Role,
    string Content,
    Guid? MessageId,
    string? Status,
    IReadOnlyList<ToolCall> ToolCalls,
    DateTimeOffset CreatedAt);
