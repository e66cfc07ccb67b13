namespace Todo.Language.Recurrence;

/// <summary>
/// What recurrence needs of a task. <paramref name="Zone"/> is the task's, or the user's when it has none; <paramref name="Completions"/>
/// counts those before the one at hand.
/// </summary>
public sealed record RecurringTask(
    DateOnly? DueDate,
    TimeOnly? DueTime,
    TimeZoneInfo Zone,
    DateTimeOffset? RemindAt,
    int Completions,
    bool FromCompletion)
{
    /// <summary>
    /// Completes once: the task moves to its rule's first occurrence after both its due date and today in its zone. Each due date is
    /// itself the start of the series; "from completion" the series starts on the day it is done, whatever was due. COUNT counts
    /// completions. A reminder keeps its distance to the due time on the wall clock.
    /// </summary>
    public RecurrenceStep Next(RecurrenceRule rule, DateTimeOffset now)
    {
        var completions = Completions + 1;
        var today = LocalTime.DateAt(now, Zone);
        var due = DueDate ?? today;
        var next = completions >= rule.Count ? null : NextDate(rule, FromCompletion ? today : due, today);

        return next is { } date
            ? new RecurrenceStep(Ended: false, completions, date, MovedReminder(due, date))
            : new RecurrenceStep(Ended: true, completions, DueDate, RemindAt);
    }

    private DateOnly? NextDate(RecurrenceRule rule, DateOnly start, DateOnly today)
    {
        var after = start > today ? start : today;
        foreach (var date in new OccurrenceDates(rule, start).From(after))
        {
            if (date > after)
            {
                return rule.Until?.Includes(date, DueTime, Zone) == false ? null : date;
            }
        }

        return null;
    }

    private DateTimeOffset? MovedReminder(DateOnly due, DateOnly next)
    {
        var time = DueTime ?? TimeOnly.MinValue;
        return RemindAt is { } remindAt ? LocalTime.Move(remindAt, due.ToDateTime(time), next.ToDateTime(time), Zone) : null;
    }
}

/// <summary>What a completion makes of a recurring task. When <paramref name="Ended"/>, it is completed and its dates stay as they were.</summary>
public sealed record RecurrenceStep(bool Ended, int Completions, DateOnly? DueDate, DateTimeOffset? RemindAt);
