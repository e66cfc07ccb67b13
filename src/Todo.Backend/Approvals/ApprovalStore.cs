using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Todo.Backend.Database;
using Todo.Backend.Operations;
using Todo.Backend.Tasks;
using Todo.Contracts;

namespace Todo.Backend.Approvals;

/// <summary>What is asked of the person.</summary>
/// <param name="Turn">The journal's turn and call of what it will do.</param>
/// <param name="ConversationId">Null when a connected client asks.</param>
/// <param name="Effect">Exactly what would happen, in words.</param>
internal sealed record ApprovalRequest(Turn Turn, long? ConversationId, string Tool, JsonObject Arguments, string Effect);

/// <summary>Calls that wait for a person's yes: asked, decided once by their owner, void after 15 minutes.</summary>
internal sealed class ApprovalStore(TodoDatabase database, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    public async Task<Approval> AskAsync(Caller caller, ApprovalRequest request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var row = new Approval
        {
            Id = Guid.NewGuid(), // not guessable, and it tells nothing: an id alone opens nothing anyway
            UserId = caller.UserId,
            ConversationId = request.ConversationId,
            Turn = request.Turn.Id,
            Call = request.Turn.Call,
            Door = TodoTask.DoorName(caller.Door),
            Tool = request.Tool,
            Arguments = request.Arguments.ToJsonString(),
            Effect = request.Effect,
            Status = Approval.Pending,
            ExpiresAt = now + Lifetime,
            CreatedAt = now,
        };
        await using var db = database.CreateContext();
        db.Approvals.Add(row);
        await db.SaveChangesAsync(cancellationToken);
        return row;
    }

    /// <summary>What waits for the caller's yes, the oldest first; of one conversation, or of all.</summary>
    public async Task<List<Approval>> PendingAsync(Caller caller, long? conversation, CancellationToken cancellationToken)
    {
        await using var db = database.CreateContext();
        return await db.Approvals.AsNoTracking().Pending(caller, time.GetUtcNow())
            .Where(approval => conversation == null || approval.ConversationId == conversation)
            .OrderBy(approval => approval.CreatedAt)
            .ThenBy(approval => approval.Id)
            .ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Decides, once: the same decision again gives the same row, another one, or one that comes too late, is refused.
    /// </summary>
    public async Task<Result<Approval>> DecideAsync(Guid id, bool approve, Caller caller, CancellationToken cancellationToken)
    {
        await using var db = database.CreateContext();
        var now = time.GetUtcNow();
        var decision = approve ? Approval.Approved : Approval.Rejected;
        await db.Approvals.Pending(caller, now).Where(approval => approval.Id == id)
            .ExecuteUpdateAsync(set => set.SetProperty(approval => approval.Status, decision).SetProperty(approval => approval.DecidedAt, now), cancellationToken);
        var row = await db.Approvals.AsNoTracking().FirstOrDefaultAsync(approval => approval.Id == id && approval.UserId == caller.UserId, cancellationToken);
        return row switch
        {
            null => Failure.NotFound,
            { Status: Approval.Pending or Approval.Expired } => new Failure.Conflict("This was not answered within 15 minutes: nothing has happened. Ask for it again."),
            _ when row.Status != decision => new Failure.Conflict($"This has been {row.Status} already."),
            _ => row,
        };
    }

    /// <summary>Keeps what an approved call of a connected client gave.</summary>
    public async Task EndAsync(Guid id, JsonNode result, Caller caller, CancellationToken cancellationToken)
    {
        await using var db = database.CreateContext();
        var text = result.ToJsonString();
        await db.Approvals.Where(approval => approval.Id == id && approval.UserId == caller.UserId)
            .ExecuteUpdateAsync(set => set.SetProperty(approval => approval.Result, text), cancellationToken);
    }
}

/// <summary>Approvals as queries and the wire see them.</summary>
internal static class ApprovalRows
{
    public static IQueryable<Approval> Pending(this IQueryable<Approval> approvals, Caller caller, DateTimeOffset now)
    {
        var owner = caller.UserId;
        return approvals.Where(approval => approval.UserId == owner && approval.Status == Approval.Pending && approval.ExpiresAt > now);
    }

    public static JsonObject ReadArguments(this Approval row) => JsonNode.Parse(row.Arguments)!.AsObject();

    public static ApprovalView ToView(this Approval row) => new(row.Id, row.ConversationId, row.Tool, row.ReadArguments(), row.Effect, row.ExpiresAt);
}
