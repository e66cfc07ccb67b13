using Microsoft.EntityFrameworkCore;
using Todo.Backend.Approvals;
using Todo.Backend.Chat.Streaming;
using Todo.Backend.Chat.Turns;
using Todo.Backend.Database;
using Todo.Backend.Operations;
using Todo.Backend.Tools;
using Todo.Contracts;

namespace Todo.Backend.Chat.Approving;

/// <summary>
/// The person's yes or no. In a conversation its turn goes on and its answer is the answer; what a connected client asked for runs here, under
/// the turn and call that were recorded, so that it runs once however often the yes is sent.
/// </summary>
internal sealed class DecideApproval(
    ApprovalStore store, TodoDatabase database, TurnLeases leases, TurnWorker worker, TurnAnswers answers, EventLog events, ToolRunner tools, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public async Task<Result<ChatResponse>> RunAsync(Guid id, bool approve, Caller caller, CancellationToken cancellationToken)
    {
        var decided = await store.DecideAsync(id, approve, caller, cancellationToken);
        if (!decided.TryGet(out var approval, out var failure))
        {
            return failure;
        }

        return approval.ConversationId is null
            ? await RunAsync(approval, caller, cancellationToken)
            : await ContinueAsync(approval, caller, cancellationToken);
    }

    private async Task<ChatResponse> RunAsync(Approval approval, Caller caller, CancellationToken cancellationToken)
    {
        if (approval.Status == Approval.Rejected)
        {
            return Answer("All right, nothing was changed.", []);
        }

        var arguments = approval.ReadArguments();
        var acting = caller with { Door = Door.Mcp, Turn = new Turn(approval.Turn, approval.Call) };
        var outcome = await tools.RunAsync(approval.Tool, arguments, acting, cancellationToken);
        await store.EndAsync(approval.Id, outcome.Content, caller, cancellationToken);
        return Answer(outcome.Text, [new ToolCall(approval.Tool, arguments, outcome.Content)]);
    }

    private static ChatResponse Answer(string text, IReadOnlyList<ToolCall> calls) => new(null, null, text, TurnRow.Done, calls, []);

    private async Task<Result<ChatResponse>> ContinueAsync(Approval approval, Caller caller, CancellationToken cancellationToken)
    {
        var asked = time.GetTimestamp();
        while (true)
        {
            await using var db = database.CreateContext();
            var turn = await db.Turns.AsTracking().FirstAsync(row => row.Id == approval.Turn && row.UserId == caller.UserId, cancellationToken);
            if (turn.Status != TurnRow.AwaitingApproval || await db.Approvals.Pending(caller, time.GetUtcNow()).AnyAsync(other => other.Turn == turn.Id, cancellationToken))
            {
                return await answers.OfAsync(turn, caller, cancellationToken);
            }

            try
            {
                if (await ResumeAsync(db, turn, caller, cancellationToken))
                {
                    worker.Start(turn);
                    return await answers.OfAsync(turn, caller, cancellationToken);
                }
            }
            catch (DbUpdateException e) when (e.InnerException is Npgsql.PostgresException { SqlState: Npgsql.PostgresErrorCodes.UniqueViolation })
            {
                // A later message of the conversation is being answered: this goes on after it.
                if (time.GetElapsedTime(asked) > Patience)
                {
                    return new Failure.Conflict("Your answer is stored, and what you approved will run once the assistant has ended what it is doing.");
                }
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    // False when another process was faster.
    private async Task<bool> ResumeAsync(TodoDb db, TurnRow turn, Caller caller, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var conversation = await db.Conversations.FromSql($"select * from conversations where id = {turn.ConversationId} and user_id = {caller.UserId} for no key update")
            .AsTracking().SingleAsync(cancellationToken);
        if (await db.Turns.AsNoTracking().AnyAsync(row => row.Id == turn.Id && row.Status != TurnRow.AwaitingApproval, cancellationToken))
        {
            return false;
        }

        turn.Hold(leases, now);
        conversation.LastEvent++;

        // The turn before its event: where another turn is running nothing is written, and nobody's event is waited for.
        await db.SaveChangesAsync(cancellationToken);
        var prompt = await db.Messages.AsNoTracking().SingleAsync(message => message.Id == turn.ReplyTo, cancellationToken);
        var start = turn.Start(conversation.LastEvent, prompt.MessageId!.Value, resumed: true, now);
        db.TurnEvents.Add(start);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        events.Publish(start);
        return true;
    }
}
