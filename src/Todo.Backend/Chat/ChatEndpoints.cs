using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Todo.Backend.Accounts;
using Todo.Backend.Accounts.Authentication;
using Todo.Backend.Chat.Approving;
using Todo.Backend.Chat.Streaming;
using Todo.Backend.Chat.Turns;
using Todo.Backend.Operations;
using Todo.Contracts;
using Todo.Hosting.Problems;

namespace Todo.Backend.Chat;

/// <summary>The chat and the conversations over REST.</summary>
internal static class ChatEndpoints
{
    private const int DefaultConversations = 50;
    private const int DefaultMessages = 100;
    private const int MaxPage = 100;

    /// <summary>Under <c>/api</c> and under <c>/api/{user_id}</c> alike.</summary>
    public static RouteGroupBuilder MapChat(this RouteGroupBuilder api)
    {
        var chat = api.MapGroup("").WithTags("Chat");
        chat.MapPost("/chat", SendAsync)
            .WithSummary("Say something to the assistant")
            .WithDescription("Starts a conversation, or goes on with one. The same message_id and text gives the stored answer and does nothing twice.")
            .LimitAsChat()
            .Accepts<ChatRequest>("application/json")
            .Produces<ChatResponse>();
        chat.MapPost("/chat/{id:long}/stop", StopAsync)
            .WithSummary("Stop what the assistant is doing, and keep what it has said")
            .Produces(StatusCodes.Status204NoContent);
        chat.MapChatStreams();
        chat.MapApprovals();
        chat.MapGet("/conversations", ListAsync)
            .WithSummary("List the conversations, or those that have words, the last used first")
            .Produces<ConversationList>();
        chat.MapGet("/conversations/{id:long}", ReadAsync)
            .WithSummary("Read a conversation with its messages, oldest first")
            .Produces<ConversationDetail>();
        chat.MapPatch("/conversations/{id:long}", RenameAsync)
            .WithSummary("Rename a conversation")
            .Accepts<ConversationChange>("application/json")
            .Produces<ConversationView>();
        chat.MapDelete("/conversations/{id:long}", DeleteAsync)
            .WithSummary("Delete a conversation")
            .Produces(StatusCodes.Status204NoContent);
        return api;
    }

    private static async Task<IResult> SendAsync(HttpContext context, Caller caller, SendMessage send, CancellationToken cancellationToken)
    {
        var (request, problem) = await ReadMessageAsync(context);
        if (request is null)
        {
            return problem!;
        }

        var result = await send.RunAsync(request, caller, cancellationToken);
        return result.TryGet(out var answer, out var failure) ? TypedResults.Json(answer, TodoJson.Default.ChatResponse) : failure.ToProblem();
    }

    /// <summary>The message in the body, or what is wrong with it.</summary>
    public static async Task<(ChatRequest? Request, IResult? Problem)> ReadMessageAsync(HttpContext context)
    {
        var (body, unread) = await JsonBody.ReadAsync(context);
        if (body is null)
        {
            return (null, unread);
        }

        using (body)
        {
            var request = new ChatRequest { Message = body.Text("message"), ConversationId = body.OptionalId("conversation_id"), MessageId = Id(body, "message_id") };
            body.RefuseOthers();
            return body.IsValid ? (request, null) : (null, Problem.Invalid(body.Errors));
        }
    }

    private static async Task<IResult> StopAsync(long id, Caller caller, StopTurn stop, CancellationToken cancellationToken)
    {
        var result = await stop.RunAsync(id, caller, cancellationToken);
        return result.Failure is { } failure ? failure.ToProblem() : TypedResults.NoContent();
    }

    private static async Task<IResult> ListAsync(HttpContext context, Caller caller, ListConversations list, CancellationToken cancellationToken)
    {
        if (!TryReadPage(context, DefaultConversations, out var limit, out var cursor, out var problem, searches: true))
        {
            return problem;
        }

        var words = context.Request.Query["q"] is [{ } text] ? text : null;
        var result = await list.RunAsync(limit, cursor, words, caller, cancellationToken);
        return result.TryGet(out var page, out var failure) ? TypedResults.Json(page, TodoJson.Default.ConversationList) : failure.ToProblem();
    }

    private static async Task<IResult> ReadAsync(HttpContext context, long id, Caller caller, ReadConversation read, CancellationToken cancellationToken)
    {
        if (!TryReadPage(context, DefaultMessages, out var limit, out var cursor, out var problem))
        {
            return problem;
        }

        var result = await read.RunAsync(id, limit, cursor, caller, cancellationToken);
        return result.TryGet(out var conversation, out var failure) ? TypedResults.Json(conversation, TodoJson.Default.ConversationDetail) : failure.ToProblem();
    }

    private static async Task<IResult> RenameAsync(HttpContext context, long id, Caller caller, RenameConversation rename, CancellationToken cancellationToken)
    {
        var (body, unread) = await JsonBody.ReadAsync(context);
        if (body is null)
        {
            return unread!;
        }

        using (body)
        {
            var title = body.Text("title");
            body.RefuseOthers();
            if (!body.IsValid)
            {
                return Problem.Invalid(body.Errors);
            }

            var result = await rename.RunAsync(id, title, caller, cancellationToken);
            return result.TryGet(out var conversation, out var failure) ? TypedResults.Json(conversation, TodoJson.Default.ConversationView) : failure.ToProblem();
        }
    }

    private static async Task<IResult> DeleteAsync(long id, Caller caller, DeleteConversation delete, CancellationToken cancellationToken)
    {
        var result = await delete.RunAsync(id, caller, cancellationToken);
        return result.Failure is { } failure ? failure.ToProblem() : TypedResults.NoContent();
    }

    private static Guid? Id(JsonBody body, string name)
    {
        if (body.OptionalText(name, nullable: true) is not { } text)
        {
            return null;
        }

        if (!Guid.TryParseExact(text, "D", out var id))
        {
            body.Fail(name, "This must be a UUID, such as 0b9f3c1e-6d0f-4f7c-9a55-2f8f0f1f2a3b.");
        }

        return id;
    }

    // Every wrong or unknown parameter is named, also one that is given twice.
    private static bool TryReadPage(
        HttpContext context, int defaultLimit, out int limit, out string? cursor, [NotNullWhen(false)] out Problem? problem, bool searches = false)
    {
        (limit, cursor) = (defaultLimit, null);
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var (name, values) in context.Request.Query)
        {
            switch (name)
            {
                case "limit" when values is [{ } text] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= MaxPage:
                    break;
                case "limit":
                    errors[name] = [$"This is 1 to {MaxPage}."];
                    break;
                case "cursor" when values is [{ } text]:
                    cursor = text;
                    break;
                case "cursor":
                    errors[name] = ["This is given once: take next_cursor as it was given."];
                    break;
                case "q" when searches && values is [{ }]:
                    break;
                case "q" when searches:
                    errors[name] = ["This is given once: the words to look for."];
                    break;
                default:
                    errors[name] = ["There is no such parameter."];
                    break;
            }
        }

        problem = errors.Count > 0 ? Problem.Invalid(errors) : null;
        return problem is null;
    }
}
