using System.Text.Json;
using Todo.Contracts;

namespace Todo.Backend.Chat.Turns;

/// <summary>The answering of one message; its number is the message's.</summary>
public sealed class TurnRow
{
    public const string Running = "running";
    public const string AwaitingApproval = "awaiting_approval";
    public const string Done = "done";
    public const string Stopped = "stopped";
    public const string Failed = "failed";

    public long Id { get; set; }
    public long ConversationId { get; set; }
    public long UserId { get; set; }
    public required string Status { get; set; }

    /// <summary>What the token that began it allows.</summary>
    public short Scopes { get; set; }
    public string? Session { get; set; }

    /// <summary>Who works on it, until <see cref="LeaseUntil"/>: a new name whenever it is taken.</summary>
    public string? Holder { get; set; }
    public DateTimeOffset? LeaseUntil { get; set; }
    public int Attempts { get; set; }
    public DateTimeOffset? StopAt { get; set; }

    /// <summary>What the next answer replies to: the message itself, or the "yes" that let it go on.</summary>
    public long ReplyTo { get; set; }

    /// <summary>How many steps an earlier answer, before an approval, has told.</summary>
    public int Told { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>This process works on it from now on.</summary>
    internal void Hold(TurnLeases leases, DateTimeOffset now)
    {
        (Status, Holder, LeaseUntil, Attempts, StopAt, UpdatedAt) = (Running, TurnLeases.NewHolder(), leases.End, 1, null, now);
    }

    /// <summary>The event that it begins, or goes on.</summary>
    internal TurnEvent Start(long number, Guid message, bool resumed, DateTimeOffset now) => new()
    {
        ConversationId = ConversationId,
        Number = number,
        TurnId = Id,
        Kind = "start",
        Data = JsonSerializer.Serialize(new StartEvent(number, ConversationId, message, Id, resumed, Told), TodoJson.Default.StartEvent),
        CreatedAt = now,
    };
}

/// <summary>A response of the model, or results of tools, as JSON of a chat message.</summary>
public sealed class TurnStep
{
    public long TurnId { get; set; }
    public int Number { get; set; }
    public required string Content { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>An event of a conversation's stream.</summary>
public sealed class TurnEvent
{
    public long ConversationId { get; set; }
    public long Number { get; set; }
    public long TurnId { get; set; }
    public required string Kind { get; set; }
    public required string Data { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}
