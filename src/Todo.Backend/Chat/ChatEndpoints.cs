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

    public static RouteGroupBuilder MapChat(this RouteGroupBuilder api)
    {
        api.MapPost("/chat", SendAsync)
            .WithSummary("Say something to the assistant")
            .WithDescription("Starts a conversation, or goes on with one. The same message_id and text gives the stored answer and does nothing twice.")
            .Produces<ChatResponse>();
        api.MapGet("/conversations", ListAsync)
            .WithSummary("List the conversations, the last used first")
            .Produces<ConversationList>();
        api.MapGet("/conversations/{id:long}", ReadAsync)
            .WithSummary("Read a conversation with its messages, oldest first")
            .Produces<ConversationDetail>();
        api.MapDelete("/conversations/{id:long}", DeleteAsync)
            .WithSummary("Delete a conversation")
            .Produces(StatusCodes.Status204NoContent);
        return api;
    }

    private static async Task<IResult> SendAsync(ChatRequest request, Caller caller, SendMessage send, CancellationToken cancellationToken)
    {
        var result = await send.RunAsync(request, caller, cancellationToken);
        return result.TryGet(out var answer, out var failure) ? TypedResults.Ok(answer) : failure.ToProblem();
    }

    private static async Task<IResult> ListAsync(Caller caller, ListConversations list, CancellationToken cancellationToken, int limit = DefaultConversations, string? cursor = null)
    {
        if (PageError(limit) is { } error)
        {
            return error;
        }

        var result = await list.RunAsync(limit, cursor, caller, cancellationToken);
        return result.TryGet(out var page, out var failure) ? TypedResults.Ok(page) : failure.ToProblem();
    }

    private static async Task<IResult> ReadAsync(
        long id, Caller caller, ReadConversation read, CancellationToken cancellationToken, int limit = DefaultMessages, string? cursor = null)
    {
        if (PageError(limit) is { } error)
        {
            return error;
        }

        var result = await read.RunAsync(id, limit, cursor, caller, cancellationToken);
        return result.TryGet(out var conversation, out var failure) ? TypedResults.Ok(conversation) : failure.ToProblem();
    }

    private static async Task<IResult> DeleteAsync(long id, Caller caller, DeleteConversation delete, CancellationToken cancellationToken)
    {
        var result = await delete.RunAsync(id, caller, cancellationToken);
        return result.Failure is { } failure ? failure.ToProblem() : TypedResults.NoContent();
    }

    private static Problem? PageError(int limit) =>
        limit is < 1 or > MaxPage ? Problem.Invalid("limit", $"The limit is 1 to {MaxPage}.") : null;
}
