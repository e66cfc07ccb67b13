using Todo.Backend.Journal;
using Todo.Backend.Operations;
using Todo.Backend.Tasks;
using Todo.Backend.Tools.Arguments;
using Todo.Contracts;

namespace Todo.Backend.Tools.Catalog;

internal sealed class CompleteTaskTool(CompleteTask operation, TaskNames names) : IChangingTool
{
    public static readonly ToolDefinition Definition = new(
        "complete_task",
        "Complete a task",
        "Marks a task as done. A repeating task moves to its next date and stays open (next_due_date). Several at once: complete_tasks.",
        ToolEffect.Changes,
        Idempotent: false,
        ToolSchema.Arguments($$"""
            {{ToolSchema.UserId}},
            {{ToolSchema.TaskId}}
            """, "task_id"),
        ToolSchema.Changed);

    public Task<ToolPrognosis> PreviewAsync(ToolArguments arguments, Caller caller, CancellationToken cancellationToken) =>
        names.PreviewAsync(caller, arguments.Number("task_id")!.Value, "Complete", cancellationToken);

    public async Task<ToolOutcome> RunAsync(ToolArguments arguments, Caller caller, CancellationToken cancellationToken)
    {
        var id = arguments.Number("task_id")!.Value;
        var result = await operation.RunAsync(caller, id, completed: true, VersionMatch.Any, cancellationToken);
        return result.TryGet(out var saved, out var failure) ? Said(saved.Task) : await names.ErrorAsync(failure, caller, id, cancellationToken);
    }

    public ToolOutcome Recall(ToolArguments arguments, IReadOnlyList<JournalEntry> changes, Caller caller) => ToolResult.Recall(changes, caller, Said);

    private static ToolOutcome Said(TaskView task)
    {
        var content = ToolResult.Changed(task, "completed");
        if (task is { Completed: false, DueDate: { } next })
        {
            content["next_due_date"] = next.ToString("O");
            return new($"Completed task {task.Id} \"{task.Title}\" for now; it is due again on {next:O}.", content);
        }

        return new($"Completed task {task.Id} \"{task.Title}\".", content);
    }
}

internal sealed class UncompleteTaskTool(CompleteTask operation, TaskNames names) : IChangingTool
{
    public static readonly ToolDefinition Definition = new(
        "uncomplete_task",
        "Reopen a task",
        "Makes a completed task pending again. To take back the completion of a repeating task, which has moved to its next date, use undo.",
        ToolEffect.Changes,
        Idempotent: true,
        ToolSchema.Arguments($$"""
            {{ToolSchema.TaskId}}
            """, "task_id"),
        ToolSchema.Changed);

    public Task<ToolPrognosis> PreviewAsync(ToolArguments arguments, Caller caller, CancellationToken cancellationToken) =>
        names.PreviewAsync(caller, arguments.Number("task_id")!.Value, "Reopen", cancellationToken);

    public async Task<ToolOutcome> RunAsync(ToolArguments arguments, Caller caller, CancellationToken cancellationToken)
    {
        var id = arguments.Number("task_id")!.Value;
        var result = await operation.RunAsync(caller, id, completed: false, VersionMatch.Any, cancellationToken);
        return result.TryGet(out var saved, out var failure) ? Said(saved.Task) : await names.ErrorAsync(failure, caller, id, cancellationToken);
    }

    public ToolOutcome Recall(ToolArguments arguments, IReadOnlyList<JournalEntry> changes, Caller caller) => ToolResult.Recall(changes, caller, Said);

    private static ToolOutcome Said(TaskView task) => new($"Task {task.Id} \"{task.Title}\" is pending again.", ToolResult.Changed(task, "pending"));
}
