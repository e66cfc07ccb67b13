using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Todo.Backend.Approvals;
using Todo.Backend.Chat.Streaming;
using Todo.Backend.Database;
using Todo.Backend.Operations;
using Todo.Contracts;

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
                said.Add(await EndAsync(db, row, turn, now, cancellationToken));
            }
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        said.ForEach(events.Publish);
        open.ForEach(turn => worker.Stop(turn.Id));
        return conversation;
    }

    // Nobody works on a turn that waits: it is ended here.
    private static async Task<TurnEvent> EndAsync(TodoDb db, Conversation conversation, TurnRow turn, DateTimeOffset now, CancellationToken cancellationToken)
    {
        turn.Status = TurnRow.Stopped;
        turn.Holder = null;
        turn.UpdatedAt = now;
        conversation.LastEvent++;
        await db.Approvals.Where(approval => approval.Turn == turn.Id && approval.UserId == turn.UserId && approval.Status == Approval.Pending)
            .ExecuteUpdateAsync(set => set.SetProperty(approval => approval.Status, Approval.Rejected).SetProperty(approval => approval.DecidedAt, now), cancellationToken);
        db.Messages.Add(new Message
        {
            ConversationId = turn.ConversationId,
            UserId = turn.UserId,
            Role = Message.Assistant,
            Content = Nothing,
            ReplyTo = turn.ReplyTo,
            TurnId = turn.Id,
            Status = TurnRow.Stopped,
            ToolCalls = "[]",
            CreatedAt = now,
        });
        var prompt = await db.Messages.AsNoTracking().SingleAsync(message => message.Id == turn.ReplyTo, cancellationToken);
        var done = new DoneEvent(conversation.LastEvent, new ChatResponse(turn.ConversationId, prompt.MessageId, Nothing, TurnRow.Stopped, [], []));
        var row = new TurnEvent
        {
            ConversationId = turn.ConversationId,
            Number = done.Seq,
            TurnId = turn.Id,
            Kind = "done",
            Data = JsonSerializer.Serialize(done, TodoJson.Default.DoneEvent),
            CreatedAt = now,
        };
        db.TurnEvents.Add(row);
        return row;
    }
}
