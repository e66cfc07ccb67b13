using Todo.Backend.Journal;
using Todo.Backend.Operations;
using Todo.Backend.Tasks;
using Todo.Backend.Tools.Arguments;
using Todo.Contracts;

namespace Todo.Backend.Tools.Catalog;

internal sealed class AddTaskTool(AddTask operation) : IChangingTool
{
    public static readonly ToolDefinition Definition = new(
        "add_task",
        "Add a task",
        "Adds one task for the user. Several at once: add_tasks.",
        ToolEffect.Changes,
        Idempotent: false,
        ToolSchema.Arguments($$"""
            {{ToolSchema.UserId}},
            {{TaskFields.Schema}}
            """, "title"),
        ToolSchema.Changed);

    public Task<ToolPrognosis> PreviewAsync(ToolArguments arguments, Caller caller, CancellationToken cancellationToken) =>
        Task.FromResult<ToolPrognosis>(new ToolPreview($"Add a task \"{arguments.Text("title")}\"", 1));

    public async Task<ToolOutcome> RunAsync(ToolArguments arguments, Caller caller, CancellationToken cancellationToken)
    {
        var result = await operation.RunAsync(caller, TaskFields.Read(arguments, caller), caller.OnceKey(), cancellationToken);
        return result.TryGet(out var saved, out var failure) ? Said(saved.Task) : ToolResult.Error(failure);
    }

    public ToolOutcome Recall(ToolArguments arguments, IReadOnlyList<JournalEntry> changes, Caller caller) => ToolResult.Recall(changes, caller, Said);

    private static ToolOutcome Said(TaskView task)
    {
        var content = ToolResult.Changed(task, "created");
        if (task.DueDate is { } due)
        {
            content["due_date"] = due.ToString("O");
        }

        return new($"Added task {task.Id} \"{task.Title}\"{(task.DueDate is null ? "" : ", " + TaskItems.Due(task))}.", content);
    }
}
