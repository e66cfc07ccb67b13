using System.Net;
using Todo.Contracts;
using Todo.Frontend.Forms;
using Todo.Frontend.Pages.Tasks;
using Todo.Frontend.Sessions;

namespace Todo.Frontend.Pages.Chat;

/// <summary>The chat as pages and forms: everything works without script.</summary>
public static class ChatEndpoints
{
    private const string Composer = "#message";

    public static void MapChat(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/chat", context => ShowAsync(context, conversation: null));
        routes.MapPage("/chat/{id:long}", context => ShowAsync(context, Id(context)));
        routes.MapForm("/chat", SendAsync);
        routes.MapForm("/chat/undo", UndoAsync);
        routes.MapForm("/chat/approvals/{approval:guid}", DecideAsync);
        routes.MapForm("/chat/{id:long}/stop", StopAsync);
        routes.MapForm("/chat/{id:long}/rename", RenameAsync);
        routes.MapForm("/chat/{id:long}/delete", DeleteAsync);
    }

    private static async Task<IResult> ShowAsync(HttpContext context, long? conversation)
    {
        try
        {
            return PageResults.Page<ChatPage>(context, await ModelAsync(context, conversation) with { Flash = Flash.Take(context) });
        }
        catch (ApiException exception) when (exception.Status == HttpStatusCode.BadRequest && context.Request.Query.Count > 0)
        {
            // A cursor that was altered, words that are none.
            return PageResults.SeeOther(PathOf(conversation));
        }
    }

    private static async Task<IResult> SendAsync(HttpContext context, FormFields form)
    {
        var conversation = form.Number("conversation");
        var messageId = Guid.TryParse(form["message_id"], out var given) ? given : Guid.NewGuid();
        try
        {
            var request = new ChatRequest { ConversationId = conversation, Message = form["message"] ?? "", MessageId = messageId };
            var answer = await context.Api().ChatAsync(request, context.RequestAborted);
            return PageResults.SeeOther(PathOf(answer.ConversationId) + Composer);
        }
        catch (ApiException exception) when (exception.Status is HttpStatusCode.BadRequest or HttpStatusCode.Conflict or HttpStatusCode.TooManyRequests)
        {
            // With the same id: the message may have been stored.
            return await RefusedAsync(context, conversation, exception, model => model with { Draft = form["message"], MessageId = messageId });
        }
        catch (ApiException exception) when (exception.Status == HttpStatusCode.UnprocessableEntity)
        {
            return await RefusedAsync(context, conversation, exception, model => model with { Draft = form["message"] });
        }
    }

    private static async Task<IResult> UndoAsync(HttpContext context, FormFields form)
    {
        try
        {
            var result = await context.Api().UndoAsync(form.Number("turn"), context.RequestAborted);
            var kind = result.Undone.Count == 0 ? FlashKind.NothingUndone : result.Refused.Count == 0 ? FlashKind.TurnUndone : FlashKind.TurnUndoneInPart;
            new Flash(kind, kind == FlashKind.TurnUndoneInPart ? result.Refused.Count : result.Undone.Count).Set(context);
        }
        catch (ApiException exception) when (exception.Status is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            new Flash(FlashKind.NothingUndone).Set(context);
        }

        return PageResults.SeeOther(PathOf(form.Number("conversation")));
    }

    private static async Task<IResult> DecideAsync(HttpContext context, FormFields form)
    {
        var approval = Guid.Parse((string)context.Request.RouteValues["approval"]!);
        var approve = form["approve"] == "true";
        var conversation = form.Number("conversation");
        try
        {
            await context.Api().DecideAsync(approval, approve, context.RequestAborted);
            if (conversation is null)
            {
                new Flash(approve ? FlashKind.Approved : FlashKind.Declined).Set(context);
            }
        }
        catch (ApiException exception) when (exception.Status is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            new Flash(FlashKind.ApprovalGone).Set(context);
        }

        return PageResults.SeeOther(PathOf(conversation) + Composer);
    }

    private static async Task<IResult> StopAsync(HttpContext context, FormFields form)
    {
        await context.Api().StopChatAsync(Id(context), context.RequestAborted);
        return PageResults.SeeOther(PathOf(Id(context)) + Composer);
    }

    private static async Task<IResult> RenameAsync(HttpContext context, FormFields form)
    {
        try
        {
            await context.Api().RenameConversationAsync(Id(context), form["title"], context.RequestAborted);
        }
        catch (ApiException exception) when (exception.Status == HttpStatusCode.BadRequest)
        {
            return await RefusedAsync(context, Id(context), exception, model => model);
        }

        new Flash(FlashKind.ConversationRenamed).Set(context);
        return PageResults.SeeOther(PathOf(Id(context)));
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, FormFields form)
    {
        await context.Api().DeleteConversationAsync(Id(context), context.RequestAborted);
        new Flash(FlashKind.ConversationDeleted).Set(context);
        return PageResults.SeeOther("/chat");
    }

    private static async Task<IResult> RefusedAsync(HttpContext context, long? conversation, ApiException exception, Func<ChatModel, ChatModel> with) =>
        PageResults.Page<ChatPage>(context, with(await ModelAsync(context, conversation)) with { Errors = FormErrors.Of(exception) }, (int)exception.Status);

    private static async Task<ChatModel> ModelAsync(HttpContext context, long? conversation)
    {
        var api = context.Api();
        var (before, further, words) = (Query(context, "before"), Query(context, "further"), Query(context, "q"));
        var list = api.ListConversationsAsync(further, words, context.RequestAborted);
        var waiting = api.ListApprovalsAsync(context.RequestAborted);
        var detail = conversation is { } id ? await api.GetConversationAsync(id, before, context.RequestAborted) : null;
        var user = context.GetSession();
        var text = new TaskText(user, context.RequestServices.GetRequiredService<TimeProvider>());
        return new ChatModel(user, await list, detail, (await waiting).Approvals, text) { Words = words, IsFurther = further is not null };
    }

    private static string? Query(HttpContext context, string name) => context.Request.Query[name].ToString().Trim() is { Length: > 0 } value ? value : null;

    private static string PathOf(long? conversation) => conversation is null ? "/chat" : $"/chat/{conversation}";

    private static long Id(HttpContext context) => long.Parse((string)context.Request.RouteValues["id"]!);
}
