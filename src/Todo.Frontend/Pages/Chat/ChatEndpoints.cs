using System.Net;
using Todo.Contracts;
using Todo.Frontend.Forms;
using Todo.Frontend.Sessions;
using Todo.Hosting.Problems;

namespace Todo.Frontend.Pages.Chat;

public static class ChatEndpoints
{
    public static void MapChat(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/chat", context => ShowAsync(context, conversation: null));
        routes.MapPage("/chat/{id:long}", context => ShowAsync(context, Id(context)));
        routes.MapForm("/chat", SendAsync);
        routes.MapForm("/chat/{id:long}/delete", DeleteAsync);
    }

    /// <summary>The same without a reload, for the page's script.</summary>
    public static void MapChatCalls(this RouteGroupBuilder app) =>
        app.MapPost("/chat", async (HttpContext context) =>
        {
            var request = await context.Request.ReadFromJsonAsync(TodoJson.Default.ChatRequest, context.RequestAborted);
            return request is null
                ? Problem.Malformed("A message is missing.")
                : Results.Json(await context.Api().ChatAsync(request, context.RequestAborted), TodoJson.Default.ChatResponse);
        });

    private static async Task<IResult> ShowAsync(HttpContext context, long? conversation) =>
        PageResults.Page<ChatPage>(context, await ModelAsync(context, conversation) with { Flash = Flash.Take(context) });

    private static async Task<IResult> SendAsync(HttpContext context, FormFields form)
    {
        long? conversation = long.TryParse(form["conversation"], out var id) ? id : null;
        var messageId = Guid.TryParse(form["message_id"], out var given) ? given : Guid.NewGuid();
        try
        {
            var request = new ChatRequest { ConversationId = conversation, Message = form["message"] ?? "", MessageId = messageId };
            var answer = await context.Api().ChatAsync(request, context.RequestAborted);
            return PageResults.SeeOther($"/chat/{answer.ConversationId}#message");
        }
        catch (ApiException exception) when (exception.Status is HttpStatusCode.BadRequest or HttpStatusCode.TooManyRequests)
        {
            var model = await ModelAsync(context, conversation);
            return PageResults.Page<ChatPage>(context, model with { Draft = form["message"], Errors = FormErrors.Of(exception) }, (int)exception.Status);
        }
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, FormFields form)
    {
        await context.Api().DeleteConversationAsync(Id(context), context.RequestAborted);
        new Flash(FlashKind.ConversationDeleted).Set(context);
        return PageResults.SeeOther("/chat");
    }

    private static async Task<ChatModel> ModelAsync(HttpContext context, long? conversation)
    {
        var api = context.Api();
        var before = context.Request.Query["before"].ToString() is { Length: > 0 } cursor ? cursor : null;
        var list = api.ListConversationsAsync(cursor: null, words: null, context.RequestAborted);
        var detail = conversation is { } id ? await api.GetConversationAsync(id, before, context.RequestAborted) : null;
        return new ChatModel(context.GetSession(), (await list).Conversations, detail);
    }

    private static long Id(HttpContext context) => long.Parse((string)context.Request.RouteValues["id"]!);
}
