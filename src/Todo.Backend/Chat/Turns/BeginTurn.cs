using Microsoft.EntityFrameworkCore;
using Npgsql;
using Todo.Backend.Approvals;
using Todo.Backend.Chat.Streaming;
using Todo.Backend.Database;
using Todo.Backend.Operations;
using Todo.Contracts;

namespace Todo.Backend.Chat.Turns;

/// <summary>A message with the turn that answers it.</summary>
/// <param name="Turn">The turn, held by this process when <paramref name="IsNew"/>.</param>
/// <param name="After">Its events come after this number.</param>
internal sealed record BegunTurn(Message Message, TurnRow Turn, bool IsNew, long After);

/// <summary>Stores a message of the person's with the turn that is to answer it, once for its id.</summary>
internal sealed class BeginTurn(TodoDatabase database, TurnLeases leases, EventLog events, TimeProvider time)
{
    private const int TitleLength = 80;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <param name="approval">The approval that the message answers; then its turn goes on.</param>
    public async Task<Result<BegunTurn>> RunAsync(ChatRequest request, (Guid Id, bool Yes)? approval, Caller caller, CancellationToken cancellationToken)
    {
        var id = request.MessageId ?? Guid.CreateVersion7();
        var begun = time.GetTimestamp();
        while (true)
        {
            if (await FindAsync(id, request, caller, cancellationToken) is { } known)
            {
                return known;
            }

            try
            {
                await using var db = database.CreateContext();
                return await AddAsync(db, id, request, approval, caller, cancellationToken);
            }
            catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } violation)
            {
                // The same message a second time at the same moment is found in the next round; another's answer is waited for.
                if (violation.ConstraintName == "turns_one_at_a_time" && time.GetElapsedTime(begun) > Patience)
                {
                    return new Failure.Conflict("The assistant is still answering in this conversation: wait for it or stop it, then send this again.");
                }

                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    /// <summary>A message that is there already: its turn, or why it is not this message.</summary>
    private async Task<Result<BegunTurn>?> FindAsync(Guid id, ChatRequest request, Caller caller, CancellationToken cancellationToken)
    {
        await using var db = database.CreateContext();
        if (await db.Messages.AsNoTracking().FirstOrDefaultAsync(row => row.UserId == caller.UserId && row.MessageId == id, cancellationToken) is not { } message)
        {
            return null;
        }

        if (message.Content != request.Message || (request.ConversationId is { } asked && asked != message.ConversationId))
        {
            return (Result<BegunTurn>)new Failure.IdempotencyMismatch();
        }

        // Its own turn, or the one that it let go on.
        var turn = await db.Turns.AsNoTracking()
            .Where(row => row.UserId == caller.UserId && (row.Id == message.Id || row.ReplyTo == message.Id || db.Messages.Any(answer => answer.ReplyTo == message.Id && answer.TurnId == row.Id)))
            .OrderByDescending(row => row.Id).FirstOrDefaultAsync(cancellationToken);
        var start = await db.Database.SqlQuery<long?>(
            $"""
            select min(number) as "Value" from turn_events
            where conversation_id = {message.ConversationId} and kind = 'start' and data ->> 'message_id' = {id.ToString()}
            """).SingleAsync(cancellationToken);
        turn ??= new TurnRow { Id = message.Id, ConversationId = message.ConversationId, UserId = message.UserId, Status = TurnRow.Done, ReplyTo = message.Id };
        return (Result<BegunTurn>)new BegunTurn(message, turn, IsNew: false, After: (start ?? 0) - 1);
    }

    private async Task<Result<BegunTurn>> AddAsync(
        TodoDb db, Guid id, ChatRequest request, (Guid Id, bool Yes)? approval, Caller caller, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var conversation = request.ConversationId is { } asked
            ? await db.Conversations.FromSql($"select * from conversations where id = {asked} and user_id = {caller.UserId} and deleted_at is null for no key update")
                .AsTracking().SingleOrDefaultAsync(cancellationToken)
            : db.Conversations.Add(new Conversation { UserId = caller.UserId, Title = Title(request.Message!), CreatedAt = now, UpdatedAt = now }).Entity;
        if (conversation is null)
        {
            return Failure.NotFound;
        }

        conversation.UpdatedAt = now;
        conversation.LastEvent++;
        await db.SaveChangesAsync(cancellationToken);
        var message = new Message
        {
            ConversationId = conversation.Id,
            UserId = caller.UserId,
            Role = Message.User,
            Content = request.Message!,
            MessageId = id,
            Status = Message.Running,
            CreatedAt = now,
        };
        db.Messages.Add(message);
        await db.SaveChangesAsync(cancellationToken);
        if ((approval is { } answer
            ? await ContinueAsync(db, answer, message, caller, cancellationToken)
            : db.Turns.Add(New(message, caller)).Entity) is not { } turn)
        {
            return new Failure.Conflict("What waited for your answer does not wait any more: nothing has happened. Ask for it again.");
        }

        await db.SaveChangesAsync(cancellationToken);
        var start = turn.Start(conversation.LastEvent, id, resumed: approval is not null, now);
        db.TurnEvents.Add(start);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        events.Publish(start);
        return new BegunTurn(message, turn, IsNew: true, After: start.Number - 1);
    }

    // The decision and the turn that goes on are one transaction: neither is without the other.
    private async Task<TurnRow?> ContinueAsync(TodoDb db, (Guid Id, bool Yes) answer, Message message, Caller caller, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var decision = answer.Yes ? Approval.Approved : Approval.Rejected;
        var decided = await db.Approvals.Pending(caller, now).Where(approval => approval.Id == answer.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(approval => approval.Status, decision).SetProperty(approval => approval.DecidedAt, now), cancellationToken);
        if (decided == 0 || await db.Turns.AsTracking().FirstOrDefaultAsync(
            turn => turn.UserId == caller.UserId && turn.Status == TurnRow.AwaitingApproval && db.Approvals.Any(approval => approval.Id == answer.Id && approval.Turn == turn.Id),
            cancellationToken) is not { } waiting)
        {
            return null;
        }

        waiting.ReplyTo = message.Id;
        waiting.Hold(leases, now);
        return waiting;
    }

    private TurnRow New(Message message, Caller caller)
    {
        var turn = new TurnRow
        {
            Id = message.Id,
            ConversationId = message.ConversationId,
            UserId = caller.UserId,
            Status = TurnRow.Running,
            Scopes = (short)caller.Scopes,
            Session = caller.Session,
            ReplyTo = message.Id,
            CreatedAt = message.CreatedAt,
        };
        turn.Hold(leases, message.CreatedAt);
        return turn;
    }

    private static string Title(string message)
    {
        var line = message.AsSpan().Trim();
        var end = line.IndexOfAny('\n', '\r');
        line = end < 0 ? line : line[..end];
        return string.Concat(line.ToString().EnumerateRunes().Take(TitleLength));
    }
}
