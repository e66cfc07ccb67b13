using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Todo.Backend.Mcp.Http;
using Todo.Backend.Operations;
using Todo.Backend.Tasks;
using Todo.Backend.Tasks.Listing;
using Todo.Backend.Tools;
using Todo.Contracts;

namespace Todo.Backend.Mcp.Resources;

/// <summary>The caller's tasks as resources, JSON like that of the tools.</summary>
internal sealed class TaskResources(ListTasks list, GetTask get, TimeProvider time)
{
    private const string Json = "application/json";

    // Models read it as it is: letters of every script stay letters.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Resource[] Fixed =
    [
        new() { Uri = TaskUri.Tasks, Name = "tasks", Title = "Tasks", Description = "All tasks, the newest first, 100 at a time.", MimeType = Json },
        new() { Uri = TaskUri.Today, Name = "today", Title = "Today", Description = "What is due today or overdue, by the user's clock, the soonest first.", MimeType = Json },
    ];

    public static ListResourceTemplatesResult Templates() => new()
    {
        ResourceTemplates =
        [
            new ResourceTemplate { UriTemplate = TaskUri.TaskTemplate, Name = "task", Title = "Task", Description = "One task by its number.", MimeType = Json },
            new ResourceTemplate { UriTemplate = TaskUri.TasksTemplate, Name = "tasks-by-status", Title = "Tasks by status", Description = "status is all, pending or completed; cursor is next_cursor of the page before.", MimeType = Json },
        ],
        CacheScope = CacheScope.Private,
    };

    /// <summary>The lists first, then each task, the newest first.</summary>
    public async ValueTask<ListResourcesResult> ListAsync(string? cursor, Caller caller, CancellationToken cancellationToken)
    {
        var page = await PageAsync(new ListQuery { Cursor = cursor, Limit = ListQuery.MaxLimit }, caller, cancellationToken)
            ?? throw new McpProtocolException("This is no cursor of this list: start without one.", McpErrorCode.InvalidParams);
        return new ListResourcesResult
        {
            Resources = [.. cursor is null ? Fixed : [], .. page.Tasks.Select(task => new Resource { Uri = TaskUri.Of(task.Id), Name = $"task-{task.Id}", Title = task.Title, Description = TaskItems.Line(task), MimeType = Json })],
            NextCursor = page.NextCursor,
            CacheScope = CacheScope.Private,
        };
    }

    public async ValueTask<ReadResourceResult> ReadAsync(RequestContext<ReadResourceRequestParams> context, Caller caller, CancellationToken cancellationToken)
    {
        var uri = context.Params.Uri;
        if (await ReadAsync(uri, caller, cancellationToken) is { } contents)
        {
            return new ReadResourceResult { Contents = [contents], CacheScope = CacheScope.Private };
        }

        // SEP-2164 made it an error in the parameters; before there was a code for it.
        var code = Revisions.IsWithoutHandshake(context.JsonRpcMessage.Context?.ProtocolVersion) ? McpErrorCode.InvalidParams : McpErrorCode.ResourceNotFound;
        throw new McpProtocolException("There is no such resource; resources/list has them all.", code) { Data = { ["uri"] = uri } };
    }

    /// <summary>Null when there is no such resource, or it is somebody else's.</summary>
    public async Task<TextResourceContents?> ReadAsync(string uri, Caller caller, CancellationToken cancellationToken)
    {
        var content = TaskUri.Read(uri) switch
        {
            TaskUri.One one => (await get.RunAsync(caller, one.Id, cancellationToken)).TryGet(out var saved, out _) ? TaskItems.Item(saved.Task) : null,
            TaskUri.Due => await TodayAsync(caller, cancellationToken),
            TaskUri.Many many => await ManyAsync(many, caller, cancellationToken),
            _ => null,
        };
        return content is null ? null : new TextResourceContents { Uri = uri, MimeType = Json, Text = content.ToJsonString(Plain) };
    }

    private async Task<JsonObject?> ManyAsync(TaskUri.Many many, Caller caller, CancellationToken cancellationToken)
    {
        var status = many.Status switch { "pending" => StatusFilter.Pending, "completed" => StatusFilter.Completed, _ => StatusFilter.All };
        return await PageAsync(new ListQuery { Status = status, Cursor = many.Cursor, Limit = ListQuery.MaxLimit }, caller, cancellationToken) is { } page ? TaskItems.Content(page) : null;
    }

    private async Task<JsonObject?> TodayAsync(Caller caller, CancellationToken cancellationToken)
    {
        var today = caller.Today(time);
        var page = await PageAsync(new ListQuery { Status = StatusFilter.Pending, DueTo = today, Sort = TaskSort.Due, Limit = ListQuery.MaxLimit }, caller, cancellationToken);
        var content = TaskItems.Content(page!);
        content["today"] = today.ToString("O");
        content["time_zone"] = caller.TimeZone.Id;
        return content;
    }

    private async Task<TaskList?> PageAsync(ListQuery query, Caller caller, CancellationToken cancellationToken) =>
        (await list.RunAsync(caller, query, cancellationToken)).TryGet(out var page, out _) ? page.List : null;
}
