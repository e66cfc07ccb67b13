using Todo.Contracts;
using Todo.Frontend.Sessions;
using Todo.Hosting.Problems;

namespace Todo.Frontend.Pages.Chat;

/// <summary>The same as the chat's forms without a reload, for the page's script, and the answer while it is made.</summary>
public static class ChatCalls
{
    public static void MapChatCalls(this RouteGroupBuilder app)
    {
        app.MapPost("/chat", (Delegate)SendAsync);
        app.MapPost("/chat/{id:long}/events", (Delegate)FollowAsync);
        app.MapPost("/chat/{id:long}/stop", (Delegate)StopAsync);
        app.MapPost("/chat/approvals", (Delegate)ListApprovalsAsync);
        app.MapPost("/chat/approvals/{approval:guid}", (Delegate)DecideAsync);
        app.MapPost("/chat/undo", (Delegate)UndoAsync);
    }

    // What the person says, as it came, and the answer's events.
    private static async Task SendAsync(HttpContext context)
    {
        using var message = new StreamContent(context.Request.Body);
        message.Headers.ContentType = new("application/json");
        await context.PassStreamAsync(HttpMethod.Post, "/api/chat/stream", message);
    }

    private static async Task<IResult> FollowAsync(HttpContext context, long id)
    {
        if (await context.Request.ReadFromJsonAsync(ChatJson.Default.EventPlace, context.RequestAborted) is not { } place)
        {
            return Problem.Malformed("The number of the last event is missing.");
        }

        await context.PassStreamAsync(HttpMethod.Get, $"/api/chat/{id}/events?after={place.After}", content: null);
        return Results.Empty;
    }

    private static async Task<IResult> StopAsync(HttpContext context, long id)
    {
        await context.Api().StopChatAsync(id, context.RequestAborted);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> ListApprovalsAsync(HttpContext context) =>
        TypedResults.Json(await context.Api().ListApprovalsAsync(context.RequestAborted), TodoJson.Default.ApprovalList);

    private static async Task<IResult> DecideAsync(HttpContext context, Guid approval) =>
        await context.Request.ReadFromJsonAsync(TodoJson.Default.ApprovalDecision, context.RequestAborted) is { } decision
            ? TypedResults.Json(await context.Api().DecideAsync(approval, decision.Approve, context.RequestAborted), TodoJson.Default.ChatResponse)
            : Problem.Malformed("The decision is missing.");

    private static async Task<IResult> UndoAsync(HttpContext context) =>
        await context.Request.ReadFromJsonAsync(TodoJson.Default.UndoRequest, context.RequestAborted) is { } undo
            ? TypedResults.Json(await context.Api().UndoAsync(undo.Turn, context.RequestAborted), TodoJson.Default.UndoResult)
            : Problem.Malformed("The turn is missing.");
}

/// <summary>Where a reader is in the events of a conversation.</summary>
internal sealed record EventPlace(long After);

[System.Text.Json.Serialization.JsonSourceGenerationOptions(PropertyNamingPolicy = System.Text.Json.Serialization.JsonKnownNamingPolicy.SnakeCaseLower)]
[System.Text.Json.Serialization.JsonSerializable(typeof(EventPlace))]
internal sealed partial class ChatJson : System.Text.Json.Serialization.JsonSerializerContext;
