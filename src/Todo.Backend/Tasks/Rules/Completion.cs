using Todo.Backend.Operations;
using Todo.Language.Recurrence;

namespace Todo.Backend.Tasks.Rules;

/// <summary>What completing and reopening do to a task.</summary>
internal static class Completion
{
    /// <summary>
    /// Sets the state; setting what it is already is no change. Completing an open task that recurs moves it to its next occurrence
    /// and leaves it open, until its rule ends.
    /// </summary>
    public static void Set(TodoTask task, bool completed, Caller caller, DateTimeOffset now)
    {
        if (completed == task.Completed)
        {
            return;
        }

        if (!completed)
        {
            (task.Completed, task.CompletedAt) = (false, null);
        }
        else if (Rule(task) is { } rule)
        {
            var zone = TaskRules.ZoneOf(task, caller);
            var step = new RecurringTask(task.DueDate, task.DueTime, zone, task.RemindAt, task.Completions, task.RecurrenceFromCompletion).Next(rule, now);
            task.Completions = step.Completions;
            task.DueDate = step.DueDate;
            task.RemindAt = Stamp.Of(step.RemindAt);
            (task.Completed, task.CompletedAt) = (step.Ended, step.Ended ? Stamp.Of(now) : null);
        }
        else
        {
            (task.Completed, task.CompletedAt) = (true, Stamp.Of(now));
        }
    }

    private static RecurrenceRule? Rule(TodoTask task) =>
        task.Recurrence is { } text && RecurrenceRule.TryParse(text, out var rule, out _) ? rule : null;
}
