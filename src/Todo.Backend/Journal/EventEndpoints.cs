using Microsoft.AspNetCore.Http.Features;
using Todo.Backend.Accounts.Authentication;
using Todo.Backend.Database;
using Todo.Backend.Operations;
using Todo.Hosting.Health;
using Todo.Hosting.Problems;

namespace Todo.Backend.Journal;

/// <summary>The caller's task changes as server-sent events.</summary>
internal static class EventEndpoints
{
    private static readonly TimeSpan TooMany = TimeSpan.FromSeconds(10);

    public static void MapEvents(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/api/events", StreamAsync)
            .WithTags("Events")
            .WithSummary("Follow the changes of the caller's tasks")
            .WithDescription("Server-sent events: created, updated, completed, deleted, restored with the task as data; reset when the place in Last-Event-ID is not known any more: read the list again.")
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream");

    private static async Task<IResult> StreamAsync(
        HttpContext context, Caller caller, TodoDatabase database, ChangeReader reader, JournalSettings settings, IDrain drain, TimeProvider time)
    {
        using var subscription = reader.TryOpen(caller.UserId, settings.MaxStreams);
        if (subscription is null)
        {
            return Problem.TooManyRequests(TooMany, "You have too many event streams open: close one, or share one between your windows.");
        }

        // Opened before the head is read: what moves in between wakes the stream.
        if (await reader.HeadAsync(caller.UserId, context.RequestAborted) is not { } head)
        {
            return Problem.Unauthorized("The account of this token is gone.");
        }

        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no"; // nginx would keep the events back
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, context.TokenEnded(), drain.Draining);
        await new EventStream(database, subscription, caller, new EventWriter(response, time), settings.Heartbeat, time).RunAsync(LastEventId(context), head, end.Token);
        return Results.Empty;
    }

    // The header is what browsers and most clients send when they come back; the parameter is for the first time.
    private static string? LastEventId(HttpContext context)
    {
        var header = context.Request.Headers["Last-Event-ID"].ToString();
        var id = header.Length > 0 ? header : context.Request.Query["last_event_id"].ToString();
        return id.Length > 0 ? id : null;
    }
}
