using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Todo.Backend.Database;
using Todo.Backend.Operations;
using Todo.Contracts;

namespace Todo.Backend.Chat;

/// <summary>A message that is to be answered here, or that has its <paramref name="Answer"/>.</summary>
/// <param name="Resumed">An earlier attempt has not come to its end: calls of it may have run.</param>
internal sealed record ChatTurn(Message Message, bool Resumed, ChatResponse? Answer);

/// <summary>Turns as rows: begun once, worked on by one replica at a time (a lease), ended with the answer.</summary>
internal sealed class TurnStore(TodoDatabase database, TimeProvider time)
{
    private const int TitleLength = 80;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly string holder = Guid.CreateVersion7().ToString();

    public async Task<Result<ChatTurn>> BeginAsync(ChatRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var id = request.MessageId ?? Guid.CreateVersion7();
        await using var db = database.CreateContext();
        if (await FindAsync(db, id, caller, cancellationToken) is { } known)
        {
            return await JoinAsync(known, request, cancellationToken);
        }

        try
        {
            return await AddAsync(db, id, request, caller, cancellationToken);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // The same message has come a second time at the same moment.
            if (await FindAsync(db, id, caller, cancellationToken) is not { } raced)
            {
                throw;
            }

            return await JoinAsync(raced, request, cancellationToken);
        }
    }

    /// <summary>Stores the calls of a turn that has no answer yet.</summary>
    public async Task RecordAsync(ChatTurn turn, IReadOnlyList<ToolCall> calls, CancellationToken cancellationToken)
    {
        await using var db = database.CreateContext();
        var text = Text(calls);
        await db.Messages.Where(message => message.Id == turn.Message.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(message => message.ToolCalls, text), cancellationToken);
    }

    /// <summary>Stores the answer and gives it back.</summary>
    public async Task<ChatResponse> EndAsync(ChatTurn turn, string text, IReadOnlyList<ToolCall> calls, CancellationToken cancellationToken)
    {
        await using var db = database.CreateContext();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var now = time.GetUtcNow();
        var answer = new Message
        {
            ConversationId = turn.Message.ConversationId,
            UserId = turn.Message.UserId,
            Role = Message.Assistant,
            Content = text,
            ReplyTo = turn.Message.Id,
            Status = Message.Done,
            ToolCalls = Text(calls),
            CreatedAt = now,
        };
        db.Messages.Add(answer);
        await db.SaveChangesAsync(cancellationToken);
        await db.Messages.Where(message => message.Id == turn.Message.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(message => message.Status, Message.Done).SetProperty(message => message.ToolCalls, (string?)null), cancellationToken);
        await db.Conversations.Where(conversation => conversation.Id == answer.ConversationId)
            .ExecuteUpdateAsync(set => set.SetProperty(conversation => conversation.UpdatedAt, now), cancellationToken);
        if (await LeaveAsync(db, turn, cancellationToken) == 0)
        {
            throw new InvalidOperationException("The turn has taken longer than its lease: another replica answers it.");
        }

        await transaction.CommitAsync(cancellationToken);
        return Response(turn.Message, answer, calls);
    }

    /// <summary>Gives a turn up, so that a retry need not wait for the lease to run out.</summary>
    public async Task LeaveAsync(ChatTurn turn)
    {
        try
        {
            await using var db = database.CreateContext();
            await LeaveAsync(db, turn, CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The database is away: the lease runs out by itself. What made the turn fail is what is thrown.
        }
    }

    private static Task<Message?> FindAsync(TodoDb db, Guid id, Caller caller, CancellationToken cancellationToken) =>
        db.Messages.AsNoTracking().FirstOrDefaultAsync(message => message.UserId == caller.UserId && message.MessageId == id, cancellationToken);

    private async Task<Result<ChatTurn>> AddAsync(TodoDb db, Guid id, ChatRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var conversation = request.ConversationId is { } asked
            ? await db.Conversations.Of(caller).FirstOrDefaultAsync(candidate => candidate.Id == asked, cancellationToken)
            : db.Conversations.Add(new Conversation { UserId = caller.UserId, Title = Title(request.Message!), CreatedAt = now, UpdatedAt = now }).Entity;
        if (conversation is null)
        {
            return Failure.NotFound;
        }

        conversation.UpdatedAt = now;
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
        await TakeAsync(db, message, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new ChatTurn(message, Resumed: false, Answer: null);
    }

    // The answer that is there, the one that another request is making, or the turn itself when nobody works on it any more.
    private async Task<Result<ChatTurn>> JoinAsync(Message message, ChatRequest request, CancellationToken cancellationToken)
    {
        if (message.Content != request.Message || (request.ConversationId is { } asked && asked != message.ConversationId))
        {
            return new Failure.IdempotencyMismatch();
        }

        await using var db = database.CreateContext();
        var begun = time.GetTimestamp();
        while (true)
        {
            if (await AnswerAsync(db, message, cancellationToken) is { } answer)
            {
                return new ChatTurn(message, Resumed: false, answer);
            }

            if (await TakeAsync(db, message, cancellationToken))
            {
                // The lease may be free because the answer has been stored since the look above.
                var latest = await db.Messages.AsNoTracking().SingleAsync(row => row.Id == message.Id, cancellationToken);
                var turn = new ChatTurn(latest, Resumed: true, await AnswerAsync(db, message, cancellationToken));
                if (turn.Answer is not null)
                {
                    await LeaveAsync(db, turn, cancellationToken);
                }

                return turn;
            }

            if (time.GetElapsedTime(begun) > Patience)
            {
                return new Failure.Conflict("The answer to this message is still being made: send it again in a moment.");
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private static async Task<ChatResponse?> AnswerAsync(TodoDb db, Message message, CancellationToken cancellationToken)
    {
        var answer = await db.Messages.AsNoTracking().FirstOrDefaultAsync(reply => reply.ReplyTo == message.Id && reply.UserId == message.UserId, cancellationToken);
        return answer is null ? null : Response(message, answer, answer.Calls());
    }

    private async Task<bool> TakeAsync(TodoDb db, Message message, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (name, end) = (LeaseName(message), now + Lease);
        return await db.Database.ExecuteSqlAsync(
            $"""
            insert into leases (name, holder, expires_at) values ({name}, {holder}, {end})
            on conflict (name) do update set holder = excluded.holder, expires_at = excluded.expires_at
            where leases.expires_at <= {now}
            """,
            cancellationToken) == 1;
    }

    private Task<int> LeaveAsync(TodoDb db, ChatTurn turn, CancellationToken cancellationToken)
    {
        var name = LeaseName(turn.Message);
        return db.Leases.Where(lease => lease.Name == name && lease.Holder == holder).ExecuteDeleteAsync(cancellationToken);
    }

    private static string Text(IReadOnlyList<ToolCall> calls) => JsonSerializer.Serialize(calls, TodoJson.Default.IReadOnlyListToolCall);

    private static string LeaseName(Message message) => $"turn:{message.Id}";

    private static ChatResponse Response(Message message, Message answer, IReadOnlyList<ToolCall> calls) =>
        new(message.ConversationId, message.MessageId!.Value, answer.Content, answer.Status ?? Message.Done, calls, []);

    private static string Title(string message)
    {
        var line = message.AsSpan().Trim();
        var end = line.IndexOfAny('\n', '\r');
        line = end < 0 ? line : line[..end];
        return string.Concat(line.ToString().EnumerateRunes().Take(TitleLength));
    }
}
