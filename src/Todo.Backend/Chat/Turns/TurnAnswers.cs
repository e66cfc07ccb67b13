using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Todo.Backend.Approvals;
using Todo.Backend.Chat.Streaming;
using Todo.Backend.Database;
using Todo.Backend.Operations;
using Todo.Contracts;

namespace Todo.Backend.Chat.Turns;

/// <summary>Answers of turns: the stored one, or the one that is being made, once it is there.</summary>
internal sealed class TurnAnswers(TodoDatabase database, TurnStream stream, TimeProvider time)
{
    /// <summary>The answer to one message.</summary>
    public async Task<ChatResponse> ToAsync(BegunTurn turn, Caller caller, CancellationToken cancellationToken)
    {
        await using var db = database.CreateContext();
        return (turn.IsNew ? null : await StoredAsync(db, db.Messages.Where(message => message.ReplyTo == turn.Message.Id), caller, cancellationToken))
            ?? await NextAsync(turn.Turn.ConversationId, Math.Max(turn.After, 0), cancellationToken);
    }

    /// <summary>The latest answer of a turn; the next one while it is worked on.</summary>
    public async Task<ChatResponse> OfAsync(TurnRow turn, Caller caller, CancellationToken cancellationToken)
    {
        await using var db = database.CreateContext();
        var began = await db.TurnEvents.Where(row => row.ConversationId == turn.ConversationId && row.TurnId == turn.Id && row.Kind == "start")
            .MaxAsync(row => (long?)row.Number, cancellationToken) ?? 1;
        return turn.Status == TurnRow.Running
            ? await NextAsync(turn.ConversationId, began - 1, cancellationToken)
            : (await StoredAsync(db, db.Messages.Where(message => message.TurnId == turn.Id), caller, cancellationToken))!;
    }

    private async Task<ChatResponse> NextAsync(long conversation, long after, CancellationToken cancellationToken)
    {
        await foreach (var row in stream.ReadAsync(conversation, after, oneAnswer: true, cancellationToken))
        {
            if (row.Kind == "done")
            {
                return JsonSerializer.Deserialize(row.Data, TodoJson.Default.DoneEvent)!.Answer;
            }
        }

        throw new InvalidOperationException("The events of a turn ended without its answer.");
    }

    private async Task<ChatResponse?> StoredAsync(TodoDb db, IQueryable<Message> answers, Caller caller, CancellationToken cancellationToken)
    {
        var answer = await answers.AsNoTracking().Where(message => message.UserId == caller.UserId && message.Role == Message.Assistant)
            .OrderByDescending(message => message.Id).FirstOrDefaultAsync(cancellationToken);
        if (answer is null)
        {
            return null;
        }

        var asked = await db.Messages.AsNoTracking().SingleAsync(message => message.Id == answer.ReplyTo && message.UserId == caller.UserId, cancellationToken);
        var waiting = answer.Status == TurnRow.AwaitingApproval
            ? await db.Approvals.AsNoTracking().Pending(caller, time.GetUtcNow()).Where(approval => approval.Turn == answer.TurnId).OrderBy(approval => approval.CreatedAt).ToListAsync(cancellationToken)
            : [];
        return new ChatResponse(
            answer.ConversationId, asked.MessageId, answer.Content, answer.Status ?? TurnRow.Done, answer.Calls(), [.. waiting.Select(approval => approval.ToView())]);
    }
}
