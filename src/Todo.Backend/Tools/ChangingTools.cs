using System.Text.Json.Nodes;
using Todo.Backend.Operations;
using Todo.Backend.Tasks;

namespace Todo.Backend.Tools;

/// <summary>add_task: title, description? → task_id, status "created", title.</summary>
internal sealed class AddTaskTool(AddTask operation) : ITool
{
    public string Done => "created";

    public async Task<JsonNode> CallAsync(ToolArguments arguments, Caller caller, CancellationToken cancellationToken)
    {
        var draft = new TaskChanges { Title = arguments.Text("title"), Description = arguments.Text("description") };
        return (await operation.RunAsync(caller, draft, once: null, cancellationToken)).Said(Done);
    }
}

/// <summary>complete_task: task_id → task_id, status "completed", title; next_due_date when it recurs.</summary>
internal sealed class CompleteTaskTool(CompleteTask operation) : ITool
{
    public string Done => "completed";

    public async Task<JsonNode> CallAsync(ToolArguments arguments, Caller caller, CancellationToken cancellationToken)
    {
        if (arguments.Number("task_id") is not { } id)
        {
            return ToolResult.NoTask;
        }

        var result = await operation.RunAsync(caller, id, completed: true, VersionMatch.Any, cancellationToken);
        var said = result.Said(Done, id);
        if (result.TryGet(out var saved, out _) && saved.Task is { Completed: false, DueDate: { } next })
        {
            said["next_due_date"] = next.ToString("O");
        }

        return said;
    }
}

/// <summary>delete_task: task_id → task_id, status "deleted", title.</summary>
internal sealed class DeleteTaskTool(DeleteTask operation) : ITool
{
    public string Done => "deleted";

    public async Task<JsonNode> CallAsync(ToolArguments arguments, Caller caller, CancellationToken cancellationToken) =>
        arguments.Number("task_id") is { } id
            ? (await operation.RunAsync(caller, id, VersionMatch.Any, cancellationToken)).Said(Done, id)
            : ToolResult.NoTask;
}

/// <summary>update_task: task_id, title?, description? → task_id, status "updated", title.</summary>
internal sealed class UpdateTaskTool(PatchTask operation) : ITool
{
    public string Done => "updated";

    public async Task<JsonNode> CallAsync(ToolArguments arguments, Caller caller, CancellationToken cancellationToken)
    {
        if (arguments.Number("task_id") is not { } id)
        {
            return ToolResult.NoTask;
        }

        var changes = new TaskChanges();
        if (arguments.Text("title") is { } title)
        {
            changes = changes with { Title = title };
        }

        if (arguments.Text("description") is { } description)
        {
            changes = changes with { Description = description };
        }

        return (await operation.RunAsync(caller, id, changes, VersionMatch.Any, cancellationToken)).Said(Done, id);
    }
}

/// <summary>What the changing tools have in common.</summary>
internal static class ToolTexts
{
    public static JsonObject Said(this Result<SavedTask> result, string status, long? task = null) =>
        result.TryGet(out var saved, out var failure) ? ToolResult.Changed(saved.Task.Id, status, saved.Task.Title) : ToolResult.Of(failure, task);
}
