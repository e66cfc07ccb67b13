using System.Text.Json.Nodes;
using Todo.Backend.Operations;
using Todo.Backend.Tasks;
using Todo.Backend.Tasks.Listing;

namespace Todo.Backend.Tools;

/// <summary>list_tasks: status? all, pending or completed; search? words of the task → the newest 100 as id, title, completed.</summary>
internal sealed class ListTasksTool(ListTasks operation) : ITool
{
    public string? Done => null;

    public async Task<JsonNode> CallAsync(ToolArguments arguments, Caller caller, CancellationToken cancellationToken)
    {
        StatusFilter? status = arguments.Text("status") switch
        {
            null or "all" => StatusFilter.All,
            "pending" => StatusFilter.Pending,
            "completed" => StatusFilter.Completed,
            _ => null,
        };
        if (status is not { } which)
        {
            return ToolResult.Error("invalid", "status: This is all, pending or completed.");
        }

        var query = new ListQuery { Status = which, Words = arguments.Text("search"), Limit = ListQuery.MaxLimit };
        var result = await operation.RunAsync(caller, query, cancellationToken);
        return result.TryGet(out var page, out var failure)
            ? new JsonArray([.. page.List.Tasks.Select(task => new JsonObject { ["id"] = task.Id, ["title"] = task.Title, ["completed"] = task.Completed })])
            : ToolResult.Of(failure);
    }
}
