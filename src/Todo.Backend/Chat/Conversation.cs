namespace Todo.Backend.Chat;

public sealed class Conversation
{
    public long Id { get; set; }
    public long UserId { get; set; }
    public required string Title { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }
}

public sealed class Message
{
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
    public string? Status { get; set; }

    /// <summary>JSON array of {name, arguments, result}.</summary>
    public string? ToolCalls { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}
