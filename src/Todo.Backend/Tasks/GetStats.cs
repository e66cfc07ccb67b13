using Microsoft.EntityFrameworkCore;
using Todo.Backend.Database;
using Todo.Backend.Operations;
using Todo.Backend.Tasks.Listing;
using Todo.Contracts;

namespace Todo.Backend.Tasks;

/// <summary>Counts of the caller's tasks: by state, due, and completed on each of the last 30 days (in the user's zone).</summary>
public sealed class GetStats(TodoDb db, TimeProvider time)
{
    private const int Days = 30;

    public async Task<TaskStats> RunAsync(Caller caller, CancellationToken cancellation)
    {
        var (now, owner, zone) = (time.GetUtcNow(), caller.UserId, caller.TimeZone.Id);
        var today = caller.Today(time);
        var counts = await db.Users.Where(user => user.Id == owner).Select(user => new { user.PendingCount, user.CompletedCount }).OfAccountAsync(cancellation);
        var overdue = await db.Tasks.Of(caller).Overdue(caller, now).CountAsync(cancellation);

        // Somewhere it is the day before or after: the sort key bounds the index, the date in each task's zone decides.
        var (from, to) = (today.AddDays(-1).ToDateTime(TimeOnly.MinValue), today.AddDays(2).ToDateTime(TimeOnly.MinValue));
        var dueToday = await db.Tasks.Of(caller)
            .Where(task => !task.Completed && task.DueAt >= from && task.DueAt <= to
                && ((task.TimeZone == null && task.DueDate == today) || (task.TimeZone != null && task.DueDate == TaskFunctions.Day(task.TimeZone, now))))
            .CountAsync(cancellation);

        // A completion that was taken back and brought back again is one.
        var first = now.AddDays(-Days);
        var perDay = await db.Journal
            .Where(entry => entry.UserId == owner && entry.What == "completed" && entry.At >= first && entry.Undoes == null)
            .GroupBy(entry => TaskFunctions.Day(zone, entry.At))
            .Select(day => new { Date = day.Key, Count = day.Count() })
            .ToDictionaryAsync(day => day.Date, day => day.Count, cancellation);
        var days = Enumerable.Range(0, Days).Select(ago => today.AddDays(ago - Days + 1)).Select(day => new DayCount(day, perDay.GetValueOrDefault(day)));
        return new TaskStats(counts.PendingCount + counts.CompletedCount, counts.PendingCount, counts.CompletedCount, overdue, dueToday, [.. days]);
    }
}
