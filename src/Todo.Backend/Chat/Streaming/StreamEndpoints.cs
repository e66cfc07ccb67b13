using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Todo.Backend.Accounts.Authentication;
using Todo.Backend.Chat.Turns;
using Todo.Backend.Database;
using Todo.Backend.Operations;
using Todo.Contracts;
using Todo.Hosting.Health;
using Todo.Hosting.Problems;

namespace Todo.Backend.Chat.Streaming;

/// <summary>The assistant's answers as server-sent events (WHATWG HTML 9.2.5).</summary>
internal static class StreamEndpoints
{
    public static void MapChatStreams(this RouteGroupBuilder chat)
    {
        chat.MapPost("/chat/stream", SendAsync)
            .WithSummary("Say something to the assistant and follow its answer")
            .LimitAsChat()
            .Accepts<ChatRequest>("application/json")
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream");
        chat.MapGet("/chat/{id:long}/events", FollowAsync)
            .WithSummary("Follow a conversation after a number")
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream");
    }

    private static async Task<IResult> SendAsync(HttpContext context, Caller caller, SendMessage send, TurnStream stream, TurnAnswers answers, IDrain drain, CancellationToken cancellationToken)
    {
        var (request, problem) = await ChatEndpoints.ReadMessageAsync(context);
        if (request is null)
        {
            return problem!;
        }

        var begun = await send.BeginAsync(request, caller, cancellationToken);
        if (!begun.TryGet(out var turn, out var failure))
        {
            return failure.ToProblem();
        }

        // A message that was answered so long ago that its events are gone has its answer all the same.
        return turn.After < 0
            ? await new TurnEventWriter(context, drain).WriteAsync(Stored(await answers.ToAsync(turn, caller, cancellationToken)), 0)
            : await new TurnEventWriter(context, drain).WriteAsync(stream.ReadAsync(turn.Turn.ConversationId, turn.After, oneAnswer: true, Ending(context, drain)), turn.After);
    }

    private static async Task<IResult> FollowAsync(HttpContext context, long id, Caller caller, TodoDb db, TurnStream stream, IDrain drain, CancellationToken cancellationToken)
    {
        if (context.Request.Query.Keys.FirstOrDefault(name => name != "after") is { } unknown)
        {
            return Failure.Invalid(unknown, "There is no such parameter.").ToProblem();
        }

        if (!TryReadPlace(context, out var after))
        {
            return Failure.Invalid("after", "This is the number of the last event that you have, or 0.").ToProblem();
        }

        return await db.Conversations.Of(caller).AnyAsync(row => row.Id == id, cancellationToken)
            ? await new TurnEventWriter(context, drain).WriteAsync(stream.ReadAsync(id, after, oneAnswer: false, Ending(context, drain)), after)
            : Problem.NotFound();
    }

    // The header is what comes back after a cut; the parameter is for the first time.
    private static bool TryReadPlace(HttpContext context, out long after)
    {
        var header = context.Request.Headers["Last-Event-ID"].ToString();
        var text = header.Length > 0 ? header : context.Request.Query["after"].ToString();
        after = 0;
        return text.Length == 0 || long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out after);
    }

    private static CancellationToken Ending(HttpContext context, IDrain drain)
    {
        var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, context.TokenEnded(), drain.Draining);
        context.Response.RegisterForDispose(end);
        return end.Token;
    }

    private static async IAsyncEnumerable<TurnEvent> Stored(ChatResponse answer)
    {
        await Task.CompletedTask;
        yield return new TurnEvent { Number = 0, Kind = "done", Data = JsonSerializer.Serialize(new DoneEvent(0, answer), TodoJson.Default.DoneEvent) };
    }
}
