namespace Todo.Backend.Journal;

/// <summary>One change of one task, written by the trigger; numbers are per user, without gaps, in commit order.</summary>
public sealed class JournalEntry
{
    public long UserId { get; set; }
    public long Number { get; set; }
    public long TaskId { get; set; }

    /// <summary>created, updated, completed, deleted or restored.</summary>
    public required string What { get; set; }

    /// <summary>The row before and after, as JSON of its columns; emptied after 90 days.</summary>
    public string? Before { get; set; }
    public string? After { get; set; }
    public string? Door { get; set; }
    public long? Turn { get; set; }
    public string? Call { get; set; }

    /// <summary>The turn that this change took back.</summary>
    public long? Undoes { get; set; }
    public DateTimeOffset At { get; set; }
}

/// <summary>The one row that tells event ids from before a restore apart.</summary>
public sealed class JournalEpoch
{
    public short Id { get; set; }
    public required string Epoch { get; set; }
}
