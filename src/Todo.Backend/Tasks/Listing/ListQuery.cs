using Todo.Backend.Tasks.Rules;

namespace Todo.Backend.Tasks.Listing;

/// <summary>Which tasks, in which order, and how many of them at once.</summary>
public sealed record ListQuery
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 100;

    public StatusFilter Status { get; init; }
    public Priority? Priority { get; init; }

    /// <summary>A task must have all of them.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
    public string? Project { get; init; }

    /// <summary>Words or their beginnings, all of which the title or the description must have.</summary>
    public string? Words { get; init; }

    /// <summary>Both ends are included.</summary>
    public DateOnly? DueFrom { get; init; }
    public DateOnly? DueTo { get; init; }
    public bool Overdue { get; init; }
    public TaskSort Sort { get; init; }

    /// <summary>Null for the sort's own order: newest first by creation, ascending by the others.</summary>
    public bool? Descending { get; init; }
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>A page's <c>next_cursor</c>; the rest of the query must be the same as for that page.</summary>
    public string? Cursor { get; init; }

    public bool IsDescending => Descending ?? Sort == TaskSort.Created;

    /// <summary>Nothing but the status narrows it, so the account's own counts are its total.</summary>
    internal bool IsByStatusOnly => IsByWordsOnly && Words is null;

    internal bool IsByWordsOnly => Priority is null && Tags.Count == 0 && Project is null && DueFrom is null && DueTo is null && !Overdue;

    /// <summary>The first page of all tasks in the order of a list that states none.</summary>
    internal bool IsNewestFirst => Status == StatusFilter.All && Sort == TaskSort.Created && IsDescending && Cursor is null;

    /// <summary>The search index finds it.</summary>
    internal bool HasTerms => Words is not null || Tags.Count > 0 || Project is not null;

    /// <summary>What a cursor belongs to: everything but the page itself.</summary>
    internal string Scope => string.Join(
        '\x1f', Status, Priority, string.Join('\x1e', Tags), Project, Words, $"{DueFrom:O}", $"{DueTo:O}", Overdue, Sort, IsDescending);

    /// <summary>Of any list.</summary>
    internal static void CheckLimit(int limit, FieldErrors errors)
    {
        if (limit is < 1 or > MaxLimit)
        {
            errors.Add("limit", $"This takes 1 to {MaxLimit}.");
        }
    }
}

public enum StatusFilter
{
    All,
    Pending,
    Completed,
}

public enum TaskSort
{
    Created,
    Due,
    Priority,
    Title,
}
