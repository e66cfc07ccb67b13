namespace Todo.Backend.Approvals;

/// <summary>A call of a tool that waits for a person's yes. What runs is what is recorded here.</summary>
public sealed class Approval
{
    public const string Pending = "pending";
    public const string Approved = "approved";
    public const string Rejected = "rejected";
    public const string Expired = "expired";

    public Guid Id { get; set; }
    public long UserId { get; set; }

    /// <summary>Null when a connected client asks.</summary>
    public long? ConversationId { get; set; }

    /// <summary>The journal's turn and call of what it will do.</summary>
    public long Turn { get; set; }
    public required string Call { get; set; }
    public required string Door { get; set; }
    public required string Tool { get; set; }

    /// <summary>JSON object.</summary>
    public required string Arguments { get; set; }

    /// <summary>What would happen, in words.</summary>
    public required string Effect { get; set; }
    public required string Status { get; set; }

    /// <summary>JSON of what the call gave, where no turn keeps it.</summary>
    public string? Result { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }
    public DateTimeOffset? DecidedAt { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}
