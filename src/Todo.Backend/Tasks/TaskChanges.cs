using Todo.Backend.Operations;
using Todo.Backend.Tasks.Rules;

namespace Todo.Backend.Tasks;

/// <summary>
/// What somebody wants a task to be: the input of adding, replacing and changing. Nothing in it has been checked;
/// <see cref="TaskRules"/> does that. Members that are not given stay as they are (or at their defaults in a new task).
/// </summary>
public sealed record TaskChanges
{
    public Given<string?> Title { get; init; }
    public Given<string?> Description { get; init; }
    public Given<bool> Completed { get; init; }
    public Given<Priority> Priority { get; init; }
    public Given<IReadOnlyList<string>> Tags { get; init; }
    public Given<string?> Project { get; init; }
    public Given<DateOnly?> DueDate { get; init; }
    public Given<TimeOnly?> DueTime { get; init; }
    public Given<string?> TimeZone { get; init; }
    public Given<int?> DurationMin { get; init; }
    public Given<DateOnly?> Deadline { get; init; }
    public Given<DateTimeOffset?> RemindAt { get; init; }
    public Given<string?> Recurrence { get; init; }
    public Given<bool> RecurrenceFromCompletion { get; init; }

    /// <summary>What the sender holds the read-only members to be.</summary>
    public ReadOnlyMembers ReadOnly { get; init; } = ReadOnlyMembers.None;

    /// <summary>What the door could not read at all, by wire name; said together with every broken rule.</summary>
    public FieldErrors? Unreadable { get; init; }

    /// <summary>The same with a default for every member that is not given: what replaces a task.</summary>
    public TaskChanges Whole() => this with
    {
        Title = Title.Or(null),
        Description = Description.Or(null),
        Completed = Completed.Or(false),
        Priority = Priority.Or(Tasks.Priority.None),
        Tags = new(Tags.Or([])),
        Project = Project.Or(null),
        DueDate = DueDate.Or(null),
        DueTime = DueTime.Or(null),
        TimeZone = TimeZone.Or(null),
        DurationMin = DurationMin.Or(null),
        Deadline = Deadline.Or(null),
        RemindAt = RemindAt.Or(null),
        Recurrence = Recurrence.Or(null),
        RecurrenceFromCompletion = RecurrenceFromCompletion.Or(false),
    };
}

/// <summary>Members that only the system sets; a request may repeat their present values.</summary>
public sealed record ReadOnlyMembers
{
    public static readonly ReadOnlyMembers None = new();

    public Given<long> Id { get; init; }
    public Given<string?> UserId { get; init; }
    public Given<int?> Completions { get; init; }
    public Given<DateTimeOffset?> CreatedAt { get; init; }
    public Given<DateTimeOffset?> UpdatedAt { get; init; }
    public Given<DateTimeOffset?> CompletedAt { get; init; }

    /// <summary>Adds an error for each member that differs from the task's present value.</summary>
    internal void Check(TodoTask task, Caller caller, FieldErrors errors)
    {
        if (ReferenceEquals(this, None))
        {
            return;
        }

        Check("id", Id.IsGiven, Id.Value == task.Id);
        Check("user_id", UserId.IsGiven, string.Equals(UserId.Value, caller.Subject, StringComparison.Ordinal));
        Check("completions", Completions.IsGiven, Completions.Value == task.Completions);
        Check("created_at", CreatedAt.IsGiven, Same(CreatedAt.Value, task.CreatedAt));
        Check("updated_at", UpdatedAt.IsGiven, Same(UpdatedAt.Value, task.UpdatedAt));
        Check("completed_at", CompletedAt.IsGiven, Same(CompletedAt.Value, task.CompletedAt));

        void Check(string name, bool isGiven, bool isSame)
        {
            if (isGiven && !isSame)
            {
                errors.Add(name, "This is read-only: leave it out or send its present value.");
            }
        }
    }

    // PostgreSQL keeps microseconds.
    private static bool Same(DateTimeOffset? one, DateTimeOffset? other) =>
        one?.UtcTicks / TimeSpan.TicksPerMicrosecond == other?.UtcTicks / TimeSpan.TicksPerMicrosecond;
}
