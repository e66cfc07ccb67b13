using Todo.Backend.Operations;
using Todo.Contracts;

namespace Todo.Backend.Tasks.Rest;

/// <summary>The REST door to the operations that only read tasks.</summary>
internal static class ReadEndpoints
{
    public static void MapTaskReads(this RouteGroupBuilder api)
    {
        api.MapGet("/tasks", ListAsync);
        api.MapGet("/tasks/trash", TrashAsync);
        api.MapGet("/tasks/{id}", GetAsync);
        api.MapGet("/tags", TagsAsync);
        api.MapGet("/stats", StatsAsync);
    }

    private static async Task GetAsync(HttpContext context, Caller caller, string id, GetTask get, CancellationToken cancellation)
    {
        var result = TaskAnswer.TryReadId(id, out var number) ? await get.RunAsync(caller, number, cancellation) : Failure.NotFound;
        if (result.TryGet(out var saved, out _) && ETags.IfNoneMatchNames(context.Request.Headers.IfNoneMatch, saved.Version))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            context.Response.Headers.ETag = ETags.Of(saved.Version);
            context.Response.Headers.CacheControl = JsonAnswer.CacheControl; // RFC 9110 15.4.5: as the 200 would have it
            return;
        }

        await TaskAnswer.WriteAsync(context, result);
    }

    private static async Task ListAsync(HttpContext context, Caller caller, ListTasks list, CancellationToken cancellation)
    {
        var (query, failure) = ListParameters.Read(context.Request.Query);
        await TaskAnswer.WriteAsync(context, query is null ? failure! : await list.RunAsync(caller, query, cancellation));
    }

    private static async Task TrashAsync(HttpContext context, Caller caller, ListTrash trash, CancellationToken cancellation)
    {
        var (query, failure) = ListParameters.ReadPage(context.Request.Query);
        await TaskAnswer.WriteAsync(context, query is null ? failure! : await trash.RunAsync(caller, query.Limit, query.Cursor, cancellation));
    }

    private static async Task TagsAsync(HttpContext context, Caller caller, ListTags tags, CancellationToken cancellation)
    {
        if (await RefuseParametersAsync(context))
        {
            return;
        }

        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, await tags.RunAsync(caller, cancellation), TodoJson.Default.TagList);
    }

    private static async Task StatsAsync(HttpContext context, Caller caller, GetStats stats, CancellationToken cancellation)
    {
        if (await RefuseParametersAsync(context))
        {
            return;
        }

        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, await stats.RunAsync(caller, cancellation), TodoJson.Default.TaskStats);
    }

    private static async Task<bool> RefuseParametersAsync(HttpContext context)
    {
        if (ListParameters.ReadNone(context.Request.Query) is not { } failure)
        {
            return false;
        }

        await failure.ToProblem().ExecuteAsync(context);
        return true;
    }
}
