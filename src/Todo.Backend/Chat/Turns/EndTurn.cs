using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Todo.Backend.Approvals;
using Todo.Backend.Chat.Streaming;
using Todo.Backend.Database;
using Todo.Contracts;

namespace Todo.Backend.Chat.Turns;

/// <summary>How a turn has ended, for good or until the person has answered.</summary>
/// <param name="Steps">How many steps it has, all of them told now.</param>
internal sealed record TurnOutcome(string Status, string Text, IReadOnlyList<ToolCall> Calls, IReadOnlyList<Approval> Waiting, int Steps);

/// <summary>Stores the answer of a turn, its state and its last event in one transaction.</summary>
internal sealed class EndTurn(TodoDatabase database, EventLog events, TimeProvider time)
{
    /// <summary>Gives false when the turn is another process's by now: it will end it.</summary>
    /// <param name="lastEvent">The number of the last event that was said; null for what is stored.</param>
    public async Task<bool> RunAsync(TurnRow turn, TurnOutcome outcome, long? lastEvent, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = database.CreateContext();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var number = 1 + (lastEvent ?? await db.TurnEvents.Where(row => row.ConversationId == turn.ConversationId).MaxAsync(row => (long?)row.Number, cancellationToken) ?? 0);

        // The conversation first, as whoever begins a turn does: the other way round they would wait for each other.
        await db.Conversations.Where(conversation => conversation.Id == turn.ConversationId).ExecuteUpdateAsync(
            set => set.SetProperty(conversation => conversation.UpdatedAt, now).SetProperty(conversation => conversation.LastEvent, number), cancellationToken);
        var ended = await db.Turns.Where(row => row.Id == turn.Id && row.Holder == turn.Holder && row.Status == TurnRow.Running).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.Status, outcome.Status).SetProperty(row => row.Holder, (string?)null)
                .SetProperty(row => row.LeaseUntil, (DateTimeOffset?)null).SetProperty(row => row.Told, outcome.Steps).SetProperty(row => row.UpdatedAt, now),
            cancellationToken);
        if (ended == 0)
        {
            return false;
        }

        var prompt = await db.Messages.AsNoTracking().Where(message => message.Id == turn.ReplyTo).Select(message => message.MessageId).SingleAsync(cancellationToken);
        var answer = new ChatResponse(
            turn.ConversationId, prompt, outcome.Text, outcome.Status, outcome.Calls, [.. outcome.Waiting.Select(approval => approval.ToView())]);
        var done = new TurnEvent
        {
            ConversationId = turn.ConversationId,
            Number = number,
            TurnId = turn.Id,
            Kind = "done",
            Data = JsonSerializer.Serialize(new DoneEvent(number, answer), TodoJson.Default.DoneEvent),
            CreatedAt = now,
        };
        db.TurnEvents.Add(done);
        db.Messages.Add(new Message
        {
            ConversationId = turn.ConversationId,
            UserId = turn.UserId,
            Role = Message.Assistant,
            Content = outcome.Text,
            ReplyTo = turn.ReplyTo,
            TurnId = turn.Id,
            Status = outcome.Status,
            ToolCalls = JsonSerializer.Serialize(outcome.Calls, TodoJson.Default.IReadOnlyListToolCall),
            CreatedAt = now,
        });
        await db.SaveChangesAsync(cancellationToken);
        await db.Messages.Where(message => message.Id == turn.ReplyTo)
            .ExecuteUpdateAsync(set => set.SetProperty(message => message.Status, Message.Done), cancellationToken);
        if (outcome.Status is TurnRow.Stopped or TurnRow.Failed)
        {
            await db.Approvals.Where(approval => approval.Turn == turn.Id && approval.UserId == turn.UserId && approval.Status == Approval.Pending)
                .ExecuteUpdateAsync(set => set.SetProperty(approval => approval.Status, Approval.Rejected).SetProperty(approval => approval.DecidedAt, now), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        events.Publish(done);
        return true;
    }
}
