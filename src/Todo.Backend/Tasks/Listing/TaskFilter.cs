using Microsoft.EntityFrameworkCore;
using Todo.Backend.Operations;

namespace Todo.Backend.Tasks.Listing;

/// <summary>The part of a query that says which tasks.</summary>
internal static class TaskFilter
{
    public static IQueryable<TodoTask> Matching(this IQueryable<TodoTask> tasks, ListQuery query, Caller caller, DateTimeOffset now)
    {
        tasks = query.HasTerms ? tasks.FoundOf(caller) : tasks.Of(caller);
        if (query.Status != StatusFilter.All)
        {
            var completed = query.Status == StatusFilter.Completed;
            tasks = tasks.Where(task => task.Completed == completed);
        }

        if (query.Priority is { } priority)
        {
            tasks = tasks.Where(task => task.Priority == priority);
        }

        if (query.HasTerms)
        {
            var (owner, words, tags, project) = (caller.UserId, query.Words, query.Tags.ToArray(), query.Project);
            tasks = tasks.Where(task => TaskFunctions.Search(task.UserId, task.Title, task.Description, task.Tags, task.Project)
                .Matches(TaskFunctions.Query(owner, words, tags, project)));
        }

        // A date's tasks lie between its first moment and the next date's first (a task without a time is at the day's end), so
        // the sort key's index bounds them; the date itself decides at that border.
        if (query.DueFrom is { } from)
        {
            var first = from.ToDateTime(TimeOnly.MinValue);
            tasks = tasks.Where(task => task.DueAt >= first && task.DueDate >= from);
        }

        if (query.DueTo is { } to)
        {
            var last = to == DateOnly.MaxValue ? DateTime.MaxValue : to.AddDays(1).ToDateTime(TimeOnly.MinValue);
            tasks = tasks.Where(task => task.DueAt <= last && task.DueDate <= to);
        }

        return query.Overdue ? tasks.Overdue(caller, now) : tasks;
    }

    /// <summary>Open ones whose due moment has passed on the clock of their zone.</summary>
    public static IQueryable<TodoTask> Overdue(this IQueryable<TodoTask> tasks, Caller caller, DateTimeOffset now)
    {
        var local = DateTime.SpecifyKind(TimeZoneInfo.ConvertTime(now, caller.TimeZone).DateTime, DateTimeKind.Unspecified);
        // No clock is ahead of UTC+14: this bounds the index for tasks with a zone of their own.
        var latest = DateTime.SpecifyKind(now.UtcDateTime.AddHours(14), DateTimeKind.Unspecified);
        return tasks.Where(task => !task.Completed && task.DueAt <= latest
            && ((task.TimeZone == null && task.DueAt <= local) || (task.TimeZone != null && task.DueAt <= TaskFunctions.Clock(task.TimeZone, now))));
    }
}
