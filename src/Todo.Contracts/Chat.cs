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
/// <param name="ConversationId">Null only after an approval that a connected client had asked for.</param>
/// <param name="MessageId">The client's id of the message that is answered; null as the conversation's.</param>
/// <param name="Status">done, awaiting_approval, stopped or failed.</param>
/// <param name="ToolCalls">The tools that have run, in order.</param>
/// <param name="Approvals">What waits for the person's yes; nothing of it has run.</param>
public sealed record ChatResponse(
    long? ConversationId,
    Guid? MessageId,
    string Response,
    string Status,
    IReadOnlyList<ToolCall> ToolCalls,
    IReadOnlyList<ApprovalView> Approvals);

/// <summary>A tool that ran in a turn, with what it gave back.</summary>
public sealed record ToolCall(string Name, JsonObject Arguments, JsonNode Result);

/// <summary>A call that waits for the person's yes.</summary>
/// <param name="ConversationId">Null when a connected client asks.</param>
/// <param name="Effect">Exactly what would happen, in words.</param>
/// <param name="ExpiresAt">15 minutes after it was asked.</param>
public sealed record ApprovalView(Guid Id, long? ConversationId, string Tool, JsonObject Arguments, string Effect, DateTimeOffset ExpiresAt);

/// <summary>GET /api/chat/approvals: what waits for the caller's yes, the oldest first.</summary>
public sealed record ApprovalList(IReadOnlyList<ApprovalView> Approvals);

/// <summary>POST /api/chat/approvals/{id}.</summary>
public sealed record ApprovalDecision(bool Approve);

/// <summary>PATCH /api/conversations/{id}.</summary>
/// <param name="Title">1 to 80 code points.</param>
public sealed record ConversationChange(string? Title);

public sealed record ConversationView(long Id, string UserId, string Title, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>A page of conversations, the last used first.</summary>
/// <param name="NextCursor">Gives the next page; null on the last.</param>
public sealed record ConversationList(IReadOnlyList<ConversationView> Conversations, string? NextCursor);

/// <summary>A conversation with a page of its messages, oldest first.</summary>
/// <param name="Status">idle, running or awaiting_approval.</param>
/// <param name="LastEvent">The number of its latest event: the events after it are what happens from here on.</param>
/// <param name="Approvals">What waits for the person's yes.</param>
/// <param name="NextCursor">Gives the messages before these; null when these are the first.</param>
public sealed record ConversationDetail(
    long Id,
    string UserId,
    string Title,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string Status,
    long LastEvent,
    IReadOnlyList<MessageView> Messages,
    IReadOnlyList<ApprovalView> Approvals,
    string? NextCursor);

/// <summary>A conversation of the export, with all of its messages, oldest first.</summary>
public sealed record ConversationExport(
    long Id, string UserId, string Title, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, IReadOnlyList<MessageView> Messages);

/// <param name="Role">"user" or "assistant".</param>
/// <param name="MessageId">The client's id; only on the person's messages.</param>
/// <param name="Status">Of an answer: done, awaiting_approval, stopped or failed; of a message: running until it is answered.</param>
/// <param name="Turn">Of an answer: the turn that <c>POST /api/undo</c> takes back.</param>
public sealed record MessageView(
    long Id,
    string Role,
    string Content,
    Guid? MessageId,
    string? Status,
    long? Turn,
    IReadOnlyList<ToolCall> ToolCalls,
    DateTimeOffset CreatedAt);
