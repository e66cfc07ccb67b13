using Todo.Backend.Operations;
using Todo.Backend.Tasks;
using Todo.Backend.Tasks.Listing;
using Todo.Backend.Tools.Arguments;
using Todo.Contracts;

namespace Todo.Backend.Tools.Catalog;

internal sealed class ListTasksTool(ListTasks operation) : ITool
{
    public static readonly ToolDefinition Definition = new(
        "list_tasks",
        "List tasks",
        "Lists the user's tasks, the newest first. By words, dates, tags or project: find_tasks.",
        ToolEffect.Reads,
        Idempotent: true,
        ToolSchema.Arguments($$"""
            {{ToolSchema.UserId}},
            "status": {"type": "string", "enum": ["all", "pending", "completed"], "description": "all when it is not given."},
            "search": {"type": "string", "minLength": 1, "maxLength": 200, "description": "Words, or their beginnings, that the task must have."},
            "limit": {"type": "integer", "minimum": 1, "maximum": 100, "description": "At most so many; 100 when it is not given."},
            "cursor": {"type": "string", "maxLength": 1000, "description": "next_cursor of the page before."}
            """),
        TaskItems.Schema);

    public async Task<ToolOutcome> RunAsync(ToolArguments arguments, Caller caller, CancellationToken cancellationToken)
    {
        var status = arguments.Text("status") ?? "all";
        var query = new ListQuery
        {
            Status = Statuses.Read(status),
            Words = arguments.Text("search"),
            Limit = (int)(arguments.Number("limit") ?? ListQuery.MaxLimit),
            Cursor = arguments.Text("cursor"),
        };
        var result = await operation.RunAsync(caller, query, cancellationToken);
        return result.TryGet(out var page, out var failure) ? Said(page.List, status) : ToolResult.Error(failure, "search");
    }

    private static ToolOutcome Said(TaskList list, string status)
    {
        var kind = status == "all" ? "" : status + " ";
        var text = list.Tasks.Count == 0 ? $"There are no {kind}tasks."
            : $"{list.Tasks.Count} of {list.Total} {kind}tasks:\n{string.Join('\n', list.Tasks.Select(TaskItems.Line))}";
        return new(text, TaskItems.Content(list));
    }
}

/// <summary>The status of a list as tools write it.</summary>
internal static class Statuses
{
    public static StatusFilter Read(string? text) => text switch
    {
        "pending" => StatusFilter.Pending,
        "completed" => StatusFilter.Completed,
        _ => StatusFilter.All,
    };
}
