using Microsoft.EntityFrameworkCore;
using Todo.Backend.Database;
using Todo.Backend.Journal;
using Todo.Backend.Operations;
using Todo.Backend.Tasks;
using Todo.Backend.Tools.Arguments;
using Todo.Contracts;

namespace Todo.Backend.Tools.Catalog;

internal sealed class DeleteTaskTool(DeleteTask operation, TaskNames names) : IChangingTool
{
    public static readonly ToolDefinition Definition = new(
        "delete_task",
        "Delete a task",
        "Deletes a task: it goes to the trash, from where restore_task or undo brings it back for 30 days. Several at once: delete_tasks.",
        ToolEffect.Deletes,
        Idempotent: false,
        ToolSchema.Arguments($$"""
            {{ToolSchema.UserId}},
            {{ToolSchema.TaskId}}
            """, "task_id"),
        ToolSchema.Changed);

    public Task<ToolPrognosis> PreviewAsync(ToolArguments arguments, Caller caller, CancellationToken cancellationToken) =>
        names.PreviewAsync(caller, arguments.Number("task_id")!.Value, "Delete", cancellationToken);

    public async Task<ToolOutcome> RunAsync(ToolArguments arguments, Caller caller, CancellationToken cancellationToken)
    {
        var id = arguments.Number("task_id")!.Value;
        var result = await operation.RunAsync(caller, id, VersionMatch.Any, cancellationToken);
        return result.TryGet(out var saved, out var failure) ? Said(saved.Task) : await names.ErrorAsync(failure, caller, id, cancellationToken);
    }

    public ToolOutcome Recall(ToolArguments arguments, IReadOnlyList<JournalEntry> changes, Caller caller) => ToolResult.Recall(changes, caller, Said);

    private static ToolOutcome Said(TaskView task) =>
        new($"Deleted task {task.Id} \"{task.Title}\". It can be restored for 30 days.", ToolResult.Changed(task, "deleted"));
}

internal sealed class RestoreTaskTool(RestoreTask operation, TaskNames names, TodoDb db) : IChangingTool
{
    public static readonly ToolDefinition Definition = new(
        "restore_task",
        "Restore a task",
        "Brings a deleted task back from the trash.",
        ToolEffect.Changes,
        Idempotent: true,
        ToolSchema.Arguments($$"""
            {{ToolSchema.TaskId}}
            """, "task_id"),
        ToolSchema.Changed);

    public async Task<ToolPrognosis> PreviewAsync(ToolArguments arguments, Caller caller, CancellationToken cancellationToken)
    {
        var id = arguments.Number("task_id")!.Value;
        var title = await db.Tasks.TrashOf(caller).Where(task => task.Id == id).Select(task => task.Title).FirstOrDefaultAsync(cancellationToken);
        return title is null
            ? await names.PreviewAsync(caller, id, "Restore", cancellationToken)
            : new ToolPreview($"Restore task {id} \"{title}\"", 1);
    }

    public async Task<ToolOutcome> RunAsync(ToolArguments arguments, Caller caller, CancellationToken cancellationToken)
    {
        var id = arguments.Number("task_id")!.Value;
        var result = await operation.RunAsync(caller, id, VersionMatch.Any, cancellationToken);
        return result.TryGet(out var saved, out var failure) ? Said(saved.Task)
            : failure is Failure.NotFoundFailure ? ToolResult.Error("not_found", $"I couldn't find a task {id} in the trash; a deleted task can be restored for 30 days.")
            : ToolResult.Error(failure);
    }

    public ToolOutcome Recall(ToolArguments arguments, IReadOnlyList<JournalEntry> changes, Caller caller) => ToolResult.Recall(changes, caller, Said);

    private static ToolOutcome Said(TaskView task) => new($"Restored task {task.Id} \"{task.Title}\".", ToolResult.Changed(task, "restored"));
}
