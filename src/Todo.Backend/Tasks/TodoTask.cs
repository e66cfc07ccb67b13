using Todo.Backend.Operations;

namespace Todo.Backend.Tasks;

/// <summary>A task as it is stored; <see cref="Contracts.TaskView"/> is what leaves.</summary>
public sealed class TodoTask
{
    public long Id { get; set; }
    public long UserId { get; set; }
    public Guid Uid { get; set; }
    public required string Title { get; set; }
    public string? Description { get; set; }
    public bool Completed { get; set; }
    public Priority Priority { get; set; }
    public string[] Tags { get; set; } = [];
    public string? Project { get; set; }
    public DateOnly? DueDate { get; set; }
    public TimeOnly? DueTime { get; set; }
    public string? TimeZone { get; set; }
    public int? DurationMin { get; set; }
    public DateOnly? Deadline { get; set; }
    public DateTimeOffset? RemindAt { get; set; }
    public string? Recurrence { get; set; }
    public bool RecurrenceFromCompletion { get; set; }
    public int Completions { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? CompletedAt { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>The change that wrote the row last: fresh for each operation, read by the journal's trigger.</summary>
    public Guid? ChangeId { get; private set; }
    public string? ChangeDoor { get; private set; }
    public long? ChangeTurn { get; private set; }
    public string? ChangeCall { get; private set; }

    /// <summary>What lists are sorted by; made by the database.</summary>
    public DateTime? DueAt { get; private set; }
    public string TitleKey { get; private set; } = "";

    /// <summary>PostgreSQL's row version (xmin): the ETag and the guard against lost updates.</summary>
    public uint Version { get; private set; }

    /// <summary>Puts this write down to the caller's door, turn and call, for the journal.</summary>
    public void ChangedBy(Caller caller)
    {
        ChangeId = Guid.CreateVersion7();
        ChangeDoor = DoorName(caller.Door);
        ChangeTurn = caller.Turn?.Id;
        ChangeCall = caller.Turn?.Call;
    }

    public static string DoorName(Door door) => door switch
    {
        Door.Rest => "rest",
        Door.Chat => "chat",
        Door.Mcp => "mcp",
        _ => throw new ArgumentOutOfRangeException(nameof(door)),
    };
}

/// <summary>Ordered as it sorts: none counts lowest.</summary>
public enum Priority : short
{
    None,
    Low,
    Medium,
    High,
}

/// <summary>The one filter every query on a user's rows starts from.</summary>
public static class TaskOwnership
{
    public static IQueryable<TodoTask> Of(this IQueryable<TodoTask> tasks, Caller caller)
    {
        var owner = caller.UserId;
        return tasks.Where(task => task.UserId == owner && task.DeletedAt == null);
    }

    /// <summary>
    /// The same for a query that the search index answers, whose entries begin with the owner already. Written so that no other index
    /// fits: the planner, which can't know what a search matches, would walk through all of the user's tasks.
    /// </summary>
    public static IQueryable<TodoTask> FoundOf(this IQueryable<TodoTask> tasks, Caller caller)
    {
        var owner = caller.UserId;
        return tasks.Where(task => task.UserId + 0 == owner && task.DeletedAt == null);
    }

    /// <summary>Deleted ones only.</summary>
    public static IQueryable<TodoTask> TrashOf(this IQueryable<TodoTask> tasks, Caller caller)
    {
        var owner = caller.UserId;
        return tasks.Where(task => task.UserId == owner && task.DeletedAt != null);
    }
}
