using Todo.Backend.Journal;
using Todo.Backend.Operations;
using Todo.Backend.Tasks;
using Todo.Backend.Tools.Arguments;
using Todo.Contracts;

namespace Todo.Backend.Tools.Catalog;

internal sealed class UpdateTaskTool(PatchTask operation, TaskNames names) : IChangingTool
{
    public static readonly ToolDefinition Definition = new(
        "update_task",
        "Change a task",
        "Changes what is given of a task and leaves the rest. To move a task to another day use reschedule_tasks, which keeps how it repeats, its time and its "
            + "reminder's distance; to complete it use complete_task.",
        ToolEffect.Changes,
        Idempotent: true,
        ToolSchema.Arguments($$"""
            {{ToolSchema.UserId}},
            {{ToolSchema.TaskId}},
            {{TaskFields.Schema}},
            "clear": {"type": "array", "items": {"type": "string", "enum": {{TaskFields.Clearable}}}, "maxItems": 8, "description": "What to empty. Null means: leave as it is."}
            """, "task_id"),
        ToolSchema.Changed);

    private static ToolOutcome Nothing => ToolResult.Error("invalid", "Nothing to change is given: send a title, a due_date or whatever is to change.");

    public async Task<ToolPrognosis> PreviewAsync(ToolArguments arguments, Caller caller, CancellationToken cancellationToken) => IsAnythingGiven(arguments)
        ? await names.PreviewAsync(caller, arguments.Number("task_id")!.Value, "Change", cancellationToken, Wishes(arguments))
        : Nothing;

    public async Task<ToolOutcome> RunAsync(ToolArguments arguments, Caller caller, CancellationToken cancellationToken)
    {
        var id = arguments.Number("task_id")!.Value;
        if (!IsAnythingGiven(arguments))
        {
            return Nothing;
        }

        var result = await operation.RunAsync(caller, id, TaskFields.Read(arguments, caller), VersionMatch.Any, cancellationToken);
        return result.TryGet(out var saved, out var failure) ? Said(saved.Task) : await names.ErrorAsync(failure, caller, id, cancellationToken);
    }

    public ToolOutcome Recall(ToolArguments arguments, IReadOnlyList<JournalEntry> changes, Caller caller) => ToolResult.Recall(changes, caller, Said);

    private static bool IsAnythingGiven(ToolArguments arguments) => arguments.Texts("clear").Count > 0 || TaskFields.Names.Any(arguments.Has);

    private static string Wishes(ToolArguments arguments)
    {
        var wishes = TaskFields.Names.Where(arguments.Has).Select(name => $"{name}: {(name == "tags" ? string.Join(", ", arguments.Texts(name)) : arguments.Text(name))}")
            .Concat(arguments.Texts("clear").Select(name => $"no {name}"));
        return $" ({string.Join("; ", wishes)})";
    }

    private static ToolOutcome Said(TaskView task)
    {
        var content = ToolResult.Changed(task, "updated");
        if (task.DueDate is { } due)
        {
            content["due_date"] = due.ToString("O");
        }

        return new($"Updated task {task.Id} \"{task.Title}\"{(task.DueDate is null ? "" : ", " + TaskItems.Due(task))}.", content);
    }
}
