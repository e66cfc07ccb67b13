using Todo.Backend.Operations;
using Todo.Backend.Tasks.Batches;
using Todo.Backend.Tasks.Rules;
using Todo.Language.Recurrence;

namespace Todo.Backend.Tasks;

/// <summary>
/// Moves tasks to another day. How they repeat stays, and so does the time of day unless one is given; a reminder moves along by as
/// much as the task does on the wall clock.
/// </summary>
public sealed class RescheduleTasks(TaskBatch batch)
{
    private const int MostDays = 3660;

    public async Task<Result<IReadOnlyList<BatchItem>>> RunAsync(Caller caller, IReadOnlyList<long> ids, NewDate date, CancellationToken cancellation)
    {
        if (date.To is null == date.ByDays is null && (date.To is not null || date.Time is null))
        {
            return Failure.Invalid("due_date", "Give either the new date or by_days, or due_time alone.");
        }

        if (date.ByDays is < -MostDays or > MostDays)
        {
            return Failure.Invalid("by_days", $"This takes -{MostDays} to {MostDays} days.");
        }

        return await batch.ChangeAsync(caller, ids, (task, now) => Move(task, date, caller, now), cancellation);
    }

    private static Failure? Move(TodoTask task, NewDate date, Caller caller, DateTimeOffset now)
    {
        if (task.DueDate is null && date.To is null)
        {
            return new Failure.Conflict("It has no due date to count from: give the new date.");
        }

        if (!TryDay(task, date, out var day))
        {
            return Failure.Invalid("by_days", "No calendar goes so far.");
        }

        var changes = new TaskChanges { DueDate = day, DueTime = date.Time is { } time ? new Given<TimeOnly?>(time) : default };
        if (task is { RemindAt: { } remindAt, DueDate: { } due })
        {
            changes = changes with { RemindAt = Moved(remindAt, due, task.DueTime, day, date.Time, TaskRules.ZoneOf(task, caller)) };
        }

        return TaskRules.Apply(task, changes, caller, now);
    }

    private static bool TryDay(TodoTask task, NewDate date, out DateOnly day)
    {
        day = date.To ?? task.DueDate!.Value;
        var number = day.DayNumber + (long)(date.ByDays ?? 0);
        if (number < DateOnly.MinValue.DayNumber || number > DateOnly.MaxValue.DayNumber)
        {
            return false;
        }

        day = DateOnly.FromDayNumber((int)number);
        return true;
    }

    // A time that is new to the task is no distance to move by.
    private static DateTimeOffset Moved(DateTimeOffset remindAt, DateOnly due, TimeOnly? dueTime, DateOnly day, TimeOnly? time, TimeZoneInfo zone)
    {
        var (from, to) = dueTime is { } old ? (due.ToDateTime(old), day.ToDateTime(time ?? old)) : (due.ToDateTime(default), day.ToDateTime(default));
        return LocalTime.Move(remindAt, from, to, zone);
    }
}

/// <summary>The new date of tasks: a day, or days to add to the one that each has; and a time of day, or null for the one that each has.</summary>
public sealed record NewDate(DateOnly? To, int? ByDays, TimeOnly? Time);
