using System.Text.Json.Serialization;

namespace Todo.Contracts;

/// <summary>A task on the wire; members are snake_case in this order, nulls included.</summary>
public sealed record TaskView
{
    public required long Id { get; init; }
    public required string UserId { get; init; }

    /// <summary>1 to 200 code points.</summary>
    public required string Title { get; init; }

    /// <summary>Up to 1,000 code points; line breaks allowed.</summary>
    public string? Description { get; init; }
    public bool Completed { get; init; }
    public TaskPriority? Priority { get; init; }

    /// <summary>Up to 20, each of 1 to 50 code points, no two that differ only in case.</summary>
    public required IReadOnlyList<string> Tags { get; init; }
    public string? Project { get; init; }
    public DateOnly? DueDate { get; init; }

    /// <summary>Local to <see cref="TimeZone"/>, HH:mm.</summary>
    public TimeOnly? DueTime { get; init; }

    /// <summary>IANA name; null means the user's zone.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Minutes.</summary>
    public int? DurationMin { get; init; }
    public DateOnly? Deadline { get; init; }
    public DateTimeOffset? RemindAt { get; init; }

    /// <summary>RFC 5545 RRULE without the name.</summary>
    public string? Recurrence { get; init; }
    public bool RecurrenceFromCompletion { get; init; }

    /// <summary>How often a recurring task has been completed.</summary>
    public int Completions { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public DateTimeOffset? CompletedAt { get; init; }
}

[JsonConverter(typeof(TaskPriorityConverter))]
public enum TaskPriority
{
    Low = 1,
    Medium,
    High,
}

/// <summary>A page of tasks.</summary>
/// <param name="Total">All that match, not only this page.</param>
/// <param name="NextCursor">Gives the next page; null on the last.</param>
public sealed record TaskList(IReadOnlyList<TaskView> Tasks, long Total, string? NextCursor);

/// <summary>The user's tags, the most used first.</summary>
public sealed record TagList(IReadOnlyList<TagCount> Tags);

/// <param name="Name">As the oldest task with it spells it.</param>
/// <param name="Count">Tasks that have it, in whatever case.</param>
public sealed record TagCount(string Name, int Count);

/// <summary>Counts of the user's tasks; days are those of the user's time zone.</summary>
/// <param name="Overdue">Pending ones whose due moment has passed.</param>
/// <param name="DueToday">Pending ones.</param>
/// <param name="CompletedPerDay">The last 30 days, oldest first; each completion of a recurring task counts.</param>
public sealed record TaskStats(int Total, int Pending, int Completed, int Overdue, int DueToday, IReadOnlyList<DayCount> CompletedPerDay);

public sealed record DayCount(DateOnly Date, int Count);

/// <summary>What an import did.</summary>
/// <param name="Imported">Added, or changed to what the import says.</param>
/// <param name="Unchanged">Were there already, the same.</param>
public sealed record ImportResult(int Imported, int Unchanged, IReadOnlyList<RefusedTask> Refused);

/// <param name="Index">Place in the import's list, from 0.</param>
/// <param name="Errors">By member.</param>
public sealed record RefusedTask(int Index, IReadOnlyDictionary<string, string[]> Errors);

/// <summary>What an undo takes back: the turn with this number, or the latest.</summary>
public sealed record UndoRequest(long? Turn);

/// <summary>What has been taken back, and what has not because it was changed since.</summary>
/// <param name="Turn">The turn that was taken back.</param>
/// <param name="UndoTurn">The undo's own turn, by which it can be undone; null when nothing was changed.</param>
/// <param name="Undone">As they are now, those that were deleted by it too.</param>
/// <param name="Message">All of it in a sentence for people.</param>
public sealed record UndoResult(long Turn, long? UndoTurn, IReadOnlyList<TaskView> Undone, IReadOnlyList<UndoRefusal> Refused, string Message);

/// <summary>A task that an undo has left as it is.</summary>
public sealed record UndoRefusal(long TaskId, string Title, string Reason);
