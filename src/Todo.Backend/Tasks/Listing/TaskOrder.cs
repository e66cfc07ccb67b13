using Microsoft.EntityFrameworkCore;

namespace Todo.Backend.Tasks.Listing;

/// <summary>
/// The orders of a list, each total (ties by creation), and where each goes on after a cursor. Written so that an index gives the
/// order and bounds the place.
/// </summary>
internal static class TaskOrder
{
    /// <summary>The list in one part or, by due date, in two: tasks without a date come last in either order.</summary>
    public static IEnumerable<IQueryable<TodoTask>> Parts(IQueryable<TodoTask> tasks, ListQuery query, ListCursor? after) => query.Sort switch
    {
        TaskSort.Created => [ByCreated(tasks, query.IsDescending, after)],
        TaskSort.Due when after is { Number: null } => [Undated(tasks, after)],
        TaskSort.Due => [ByDue(tasks, query.IsDescending, after), Undated(tasks, after: null)],
        TaskSort.Priority => [ByPriority(tasks, query.IsDescending, after)],
        TaskSort.Title => [ByTitle(tasks, query.IsDescending, after)],
        _ => throw new ArgumentOutOfRangeException(nameof(query)),
    };

    /// <summary>The place of a page's last task.</summary>
    public static ListCursor CursorAt(TodoTask task, TaskSort sort) => sort switch
    {
        TaskSort.Created => new(task.CreatedAt.UtcTicks, null, task.Id),
        TaskSort.Due => new(task.DueAt?.Ticks, null, task.Id),
        TaskSort.Priority => new((long)task.Priority, null, task.Id),
        TaskSort.Title => new(0, task.TitleKey, task.Id),
        _ => throw new ArgumentOutOfRangeException(nameof(sort)),
    };

    private static IQueryable<TodoTask> ByCreated(IQueryable<TodoTask> tasks, bool descending, ListCursor? after)
    {
        if (after is { } last)
        {
            var (at, id) = (last.Instant, last.Id);
            tasks = descending
                ? tasks.Where(task => EF.Functions.LessThan(ValueTuple.Create(task.CreatedAt, task.Id), ValueTuple.Create(at, id)))
                : tasks.Where(task => EF.Functions.GreaterThan(ValueTuple.Create(task.CreatedAt, task.Id), ValueTuple.Create(at, id)));
        }

        return descending
            ? tasks.OrderByDescending(task => task.CreatedAt).ThenByDescending(task => task.Id)
            : tasks.OrderBy(task => task.CreatedAt).ThenBy(task => task.Id);
    }

    private static IQueryable<TodoTask> ByDue(IQueryable<TodoTask> tasks, bool descending, ListCursor? after)
    {
        tasks = tasks.Where(task => task.DueAt != null);
        if (after is { } last)
        {
            var (at, id) = (last.Moment, last.Id);
            tasks = descending
                ? tasks.Where(task => task.DueAt <= at && (task.DueAt < at || task.Id > id))
                : tasks.Where(task => task.DueAt >= at && (task.DueAt > at || task.Id > id));
        }

        return descending
            ? tasks.OrderByDescending(task => task.DueAt).ThenBy(task => task.Id)
            : tasks.OrderBy(task => task.DueAt).ThenBy(task => task.Id);
    }

    // By due_at too, though it is null in all of them: so the index gives the order.
    private static IQueryable<TodoTask> Undated(IQueryable<TodoTask> tasks, ListCursor? after)
    {
        tasks = tasks.Where(task => task.DueAt == null);
        if (after is { } last)
        {
            var id = last.Id;
            tasks = tasks.Where(task => task.Id > id);
        }

        return tasks.OrderBy(task => task.DueAt).ThenBy(task => task.Id);
    }

    private static IQueryable<TodoTask> ByPriority(IQueryable<TodoTask> tasks, bool descending, ListCursor? after)
    {
        if (after is { } last)
        {
            var (at, id) = ((Priority)(last.Number ?? 0), last.Id);
            tasks = descending
                ? tasks.Where(task => task.Priority <= at && (task.Priority < at || task.Id > id))
                : tasks.Where(task => task.Priority >= at && (task.Priority > at || task.Id > id));
        }

        return descending
            ? tasks.OrderByDescending(task => task.Priority).ThenBy(task => task.Id)
            : tasks.OrderBy(task => task.Priority).ThenBy(task => task.Id);
    }

    private static IQueryable<TodoTask> ByTitle(IQueryable<TodoTask> tasks, bool descending, ListCursor? after)
    {
        if (after is { } last)
        {
            var (key, id) = (last.Text ?? "", last.Id);
            tasks = descending
                ? tasks.Where(task => task.TitleKey.CompareTo(key) <= 0 && (task.TitleKey.CompareTo(key) < 0 || task.Id > id))
                : tasks.Where(task => task.TitleKey.CompareTo(key) >= 0 && (task.TitleKey.CompareTo(key) > 0 || task.Id > id));
        }

        return descending
            ? tasks.OrderByDescending(task => task.TitleKey).ThenBy(task => task.Id)
            : tasks.OrderBy(task => task.TitleKey).ThenBy(task => task.Id);
    }
}
