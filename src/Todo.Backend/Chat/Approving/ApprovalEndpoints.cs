using Todo.Backend.Accounts;
using Todo.Backend.Accounts.Authentication;
using Todo.Backend.Approvals;
using Todo.Backend.Operations;
using Todo.Contracts;
using Todo.Hosting.Problems;

namespace Todo.Backend.Chat.Approving;

/// <summary>What waits for the person's yes. Deciding takes a session's token: a program with a personal token can't say yes to itself.</summary>
internal static class ApprovalEndpoints
{
    public static void MapApprovals(this RouteGroupBuilder chat)
    {
        chat.MapGet("/chat/approvals", ListAsync)
            .WithSummary("List what waits for the caller's yes, the oldest first")
            .Produces<ApprovalList>();
        chat.MapPost("/chat/approvals/{id}", DecideAsync)
            .WithSummary("Say yes or no to one of them")
            .RequireScopes(Scopes.Account)
            .Accepts<ApprovalDecision>("application/json")
            .Produces<ChatResponse>();
    }

    private static async Task<IResult> ListAsync(Caller caller, ApprovalStore store, CancellationToken cancellationToken)
    {
        var pending = await store.PendingAsync(caller, conversation: null, cancellationToken);
        return TypedResults.Json(new ApprovalList([.. pending.Select(approval => approval.ToView())]), TodoJson.Default.ApprovalList);
    }

    private static async Task<IResult> DecideAsync(HttpContext context, string id, Caller caller, DecideApproval decide, CancellationToken cancellationToken)
    {
        var (body, unread) = await JsonBody.ReadAsync(context);
        if (body is null)
        {
            return unread!;
        }

        using (body)
        {
            var approve = body.OptionalFlag("approve");
            if (!body.Has("approve"))
            {
                body.Fail("approve", "This is true for yes, or false for no.");
            }

            body.RefuseOthers();
            if (!body.IsValid)
            {
                return Problem.Invalid(body.Errors);
            }

            if (!Guid.TryParseExact(id, "D", out var approval))
            {
                return Problem.NotFound();
            }

            var result = await decide.RunAsync(approval, approve!.Value, caller, cancellationToken);
            return result.TryGet(out var answer, out var failure) ? TypedResults.Json(answer, TodoJson.Default.ChatResponse) : failure.ToProblem();
        }
    }
}
