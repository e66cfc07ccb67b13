using Microsoft.EntityFrameworkCore;
using Todo.Backend.Chat.Streaming;
using Todo.Backend.Database;
using Todo.Backend.Operations;

namespace Todo.Backend.Chat.Turns;

/// <summary>
/// Stops what the assistant is doing in a conversation, on whatever replica, and keeps what it has said. When it only waits for an answer, what
/// waited is not done; while it works on a later message, that alone is stopped.
/// </summary>
internal sealed class StopTurn(TodoDatabase database, TurnWorker worker, EventLog events, TimeProvider time)
{
    private const string Nothing = "Stopped. What was waiting for your answer has not been done.";

    /// <param name="deletes">The conversation is deleted with it.</param>
    public async Task<Result<long>> RunAsync(long conversation, Caller caller, CancellationToken cancellationToken, bool deletes = false)
    {
        await using var db = database.CreateContext();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var row = await db.Conversations.FromSql($"select * from conversations where id = {conversation} and user_id = {caller.UserId} and deleted_at is null for no key update")
            .AsTracking().SingleOrDefaultAsync(cancellationToken);
        if (row is null)
        {
            return Failure.NotFound;
        }

        var now = time.GetUtcNow();
        row.DeletedAt = deletes ? now : null;
        var open = await db.Turns.AsTracking()
            .Where(turn => turn.ConversationId == conversation && turn.UserId == caller.UserId && (turn.Status == TurnRow.Running || turn.Status == TurnRow.AwaitingApproval))
            .ToListAsync(cancellationToken);
        if (open.Find(turn => turn.Status == TurnRow.Running) is { } running)
        {
            open = [running];
        }

        var said = new List<TurnEvent>();
        foreach (var turn in open)
        {
            turn.StopAt = now;
            if (turn.Status == TurnRow.AwaitingApproval)
            {
                // Nobody works on a turn that waits: it is ended here.
                (turn.Status, turn.Holder, turn.UpdatedAt) = (TurnRow.Stopped, null, now);
                row.LastEvent++;
                said.Add(await new TurnOutcome(TurnRow.Stopped, Nothing, [], [], turn.Told).StoreAsync(db, turn, row.LastEvent, now, cancellationToken));
            }
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        said.ForEach(events.Publish);
        open.ForEach(turn => worker.Stop(turn.Id));
        return conversation;
    }
}
