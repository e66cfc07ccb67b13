using Todo.Backend.Journal;
using Todo.Backend.Operations;
using Todo.Backend.Tasks;
using Todo.Backend.Tools.Arguments;

namespace Todo.Backend.Tools.Catalog;

internal sealed class CompleteTasksTool(CompleteTasks operation, TaskNames names) : IChangingTool
{
    public static readonly ToolDefinition Definition = new(
        "complete_tasks",
        "Complete several tasks",
        "Marks several tasks as done, all in one go. Repeating ones move to their next date and stay open. What could not be completed is in failures.",
        ToolEffect.Changes,
        Idempotent: false,
        ToolSchema.Arguments($$"""
            {{ToolSchema.TaskIds}}
            """, "task_ids"),
        BatchOutcome.Schema);

    public int AtMost(ToolArguments arguments) => arguments.Numbers("task_ids").Count;

    public Task<ToolPrognosis> PreviewAsync(ToolArguments arguments, Caller caller, CancellationToken cancellationToken) =>
        names.PreviewAsync(caller, arguments.Numbers("task_ids"), "Complete", cancellationToken);

    public async Task<ToolOutcome> RunAsync(ToolArguments arguments, Caller caller, CancellationToken cancellationToken)
    {
        var result = await operation.RunAsync(caller, arguments.Numbers("task_ids"), cancellationToken);
        return await BatchOutcome.OfAsync(result, "completed", names, caller, cancellationToken);
    }

    public ToolOutcome Recall(ToolArguments arguments, IReadOnlyList<JournalEntry> changes, Caller caller) =>
        BatchOutcome.Recall(arguments, changes, "completed", caller);
}

internal sealed class DeleteTasksTool(DeleteTasks operation, TaskNames names) : IChangingTool
{
    public static readonly ToolDefinition Definition = new(
        "delete_tasks",
        "Delete several tasks",
        "Deletes several tasks, all in one go: they go to the trash, from where undo or restore_task brings them back for 30 days. What could not be deleted is in failures.",
        ToolEffect.Deletes,
        Idempotent: false,
        ToolSchema.Arguments($$"""
            {{ToolSchema.TaskIds}}
            """, "task_ids"),
        BatchOutcome.Schema);

    public int AtMost(ToolArguments arguments) => arguments.Numbers("task_ids").Count;

    public Task<ToolPrognosis> PreviewAsync(ToolArguments arguments, Caller caller, CancellationToken cancellationToken) =>
        names.PreviewAsync(caller, arguments.Numbers("task_ids"), "Delete", cancellationToken);

    public async Task<ToolOutcome> RunAsync(ToolArguments arguments, Caller caller, CancellationToken cancellationToken)
    {
        var result = await operation.RunAsync(caller, arguments.Numbers("task_ids"), cancellationToken);
        return await BatchOutcome.OfAsync(result, "deleted", names, caller, cancellationToken);
    }

    public ToolOutcome Recall(ToolArguments arguments, IReadOnlyList<JournalEntry> changes, Caller caller) =>
        BatchOutcome.Recall(arguments, changes, "deleted", caller);
}

internal sealed class RescheduleTasksTool(RescheduleTasks operation, TaskNames names) : IChangingTool
{
    public static readonly ToolDefinition Definition = new(
        "reschedule_tasks",
        "Move tasks to another day",
        "Moves one or more tasks to another day: to due_date, or by_days from the day that each has. How they repeat stays, the time of day too unless due_time is "
            + "given, and reminders move along. What could not be moved is in failures.",
        ToolEffect.Changes,
        Idempotent: false,
        ToolSchema.Arguments($$"""
            {{ToolSchema.TaskIds}},
            "due_date": {"type": "string", "format": "date", "description": "The new day, YYYY-MM-DD in the user's time zone. Not together with by_days."},
            "by_days": {"type": "integer", "minimum": -3660, "maximum": 3660, "description": "Days later than now; negative for earlier: 1 puts off by a day, 7 by a week."},
            "due_time": {"type": "string", "format": "time", "description": "A new time of day, HH:MM on a 24-hour clock. Left out, each keeps its own."}
            """, "task_ids"),
        BatchOutcome.Schema);

    public int AtMost(ToolArguments arguments) => arguments.Numbers("task_ids").Count;

    public Task<ToolPrognosis> PreviewAsync(ToolArguments arguments, Caller caller, CancellationToken cancellationToken) =>
        names.PreviewAsync(caller, arguments.Numbers("task_ids"), $"Move {Where(arguments)}:", cancellationToken);

    public async Task<ToolOutcome> RunAsync(ToolArguments arguments, Caller caller, CancellationToken cancellationToken)
    {
        var date = new NewDate(arguments.Date("due_date"), (int?)arguments.Number("by_days"), arguments.Time("due_time"));
        var result = await operation.RunAsync(caller, arguments.Numbers("task_ids"), date, cancellationToken);
        return await BatchOutcome.OfAsync(result, "rescheduled", names, caller, cancellationToken);
    }

    public ToolOutcome Recall(ToolArguments arguments, IReadOnlyList<JournalEntry> changes, Caller caller) =>
        BatchOutcome.Recall(arguments, changes, "rescheduled", caller);

    private static string Where(ToolArguments arguments)
    {
        var day = arguments.Text("due_date") is { } date ? $"to {date}" : arguments.Number("by_days") is { } days ? $"by {days} {(days is 1 or -1 ? "day" : "days")}" : "";
        var time = arguments.Text("due_time") is { } clock ? $"to {clock}" : "";
        return string.Join(' ', new[] { day, time }.Where(part => part.Length > 0));
    }
}
