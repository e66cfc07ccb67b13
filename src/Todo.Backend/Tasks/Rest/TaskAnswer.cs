using Todo.Backend.Operations;
using Todo.Contracts;

namespace Todo.Backend.Tasks.Rest;

/// <summary>From results to responses.</summary>
internal static class TaskAnswer
{
    /// <summary>The task with its ETag, or the failure.</summary>
    public static Task WriteAsync(HttpContext context, Result<SavedTask> result, int status = StatusCodes.Status200OK)
    {
        if (!result.TryGet(out var saved, out var failure))
        {
            return failure.ToProblem().ExecuteAsync(context);
        }

        context.Response.Headers.ETag = ETags.Of(saved.Version);
        return JsonAnswer.WriteAsync(context, status, saved.Task, TodoJson.Default.TaskView);
    }

    /// <summary>The page with the id that an event stream can start from, or the failure.</summary>
    public static Task WriteAsync(HttpContext context, Result<TaskPage> result)
    {
        if (!result.TryGet(out var page, out var failure))
        {
            return failure.ToProblem().ExecuteAsync(context);
        }

        context.Response.Headers["Event-Id"] = page.EventId;
        return JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, page.List, TodoJson.Default.TaskList);
    }

    /// <summary>An id on the wire; what is no number is an id that nothing has.</summary>
    public static bool TryReadId(string text, out long id) =>
        long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out id);
}
