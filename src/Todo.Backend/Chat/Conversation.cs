using System.Text.Json;
using Todo.Backend.Operations;
using Todo.Contracts;

namespace Todo.Backend.Chat;

public sealed class Conversation
{
    public long Id { get; set; }
    public long UserId { get; set; }
    public required string Title { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>The number of its last event, also after the events have been removed.</summary>
    public long LastEvent { get; set; }
}

public sealed class Message
{
    public const string User = "user";
    public const string Assistant = "assistant";
    public const string Running = "running";
    public const string Done = "done";

    public long Id { get; set; }
    public long ConversationId { get; set; }
    public long UserId { get; set; }

    /// <summary>user or assistant.</summary>
    public required string Role { get; set; }
    public required string Content { get; set; }

    /// <summary>The client's id of the person's message: the key that makes a retry harmless.</summary>
    public Guid? MessageId { get; set; }

    /// <summary>On an answer: the message it answers.</summary>
    public long? ReplyTo { get; set; }

    /// <summary>On an answer: the turn that it ends, or pauses.</summary>
    public long? TurnId { get; set; }

    /// <summary>running until the message is answered, then done.</summary>
    public string? Status { get; set; }

    /// <summary>JSON array of {name, arguments, result}; on a person's message what has run so far, until it is answered.</summary>
    public string? ToolCalls { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>Ownership, and rows as the wire shows them.</summary>
internal static class ConversationRows
{
    public static IQueryable<Conversation> Of(this IQueryable<Conversation> conversations, Caller caller)
    {
        var owner = caller.UserId;
        return conversations.Where(conversation => conversation.UserId == owner && conversation.DeletedAt == null);
    }

    public static ConversationView ToView(this Conversation row, Caller caller) => new(row.Id, caller.Subject, row.Title, row.CreatedAt, row.UpdatedAt);

    public static MessageView ToView(this Message row) => new(row.Id, row.Role, row.Content, row.MessageId, row.Status, row.TurnId, row.Role == Message.Assistant ? row.Calls() : [], row.CreatedAt);

    public static IReadOnlyList<ToolCall> Calls(this Message row) =>
        row.ToolCalls is null ? [] : JsonSerializer.Deserialize(row.ToolCalls, TodoJson.Default.IReadOnlyListToolCall)!;
}
