using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Todo.Backend.Approvals;
using Todo.Backend.Database;
using Todo.Contracts;

namespace Todo.Backend.Chat.Turns;

/// <summary>How a turn has ended, for good or until the person has answered.</summary>
/// <param name="Steps">How many steps it has, all of them told now.</param>
internal sealed record TurnOutcome(string Status, string Text, IReadOnlyList<ToolCall> Calls, IReadOnlyList<Approval> Waiting, int Steps)
{
    /// <summary>
    /// Stores it as the answer to the message, with the last event, which it gives; what a turn that was stopped or failed has asked is void.
    /// Within the transaction that ends the turn.
    /// </summary>
    public async Task<TurnEvent> StoreAsync(TodoDb db, TurnRow turn, long number, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var prompt = await db.Messages.AsNoTracking().Where(message => message.Id == turn.ReplyTo).Select(message => message.MessageId).SingleAsync(cancellationToken);
        var answer = new ChatResponse(turn.ConversationId, prompt, Text, Status, Calls, [.. Waiting.Select(approval => approval.ToView())]);
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
            Content = Text,
            ReplyTo = turn.ReplyTo,
            TurnId = turn.Id,
            Status = Status,
            ToolCalls = JsonSerializer.Serialize(Calls, TodoJson.Default.IReadOnlyListToolCall),
            CreatedAt = now,
        });
        await db.SaveChangesAsync(cancellationToken);
        await db.Messages.Where(message => message.Id == turn.ReplyTo)
            .ExecuteUpdateAsync(set => set.SetProperty(message => message.Status, Message.Done), cancellationToken);
        if (Status is TurnRow.Stopped or TurnRow.Failed)
        {
            await db.Approvals.Where(approval => approval.Turn == turn.Id && approval.UserId == turn.UserId && approval.Status == Approval.Pending)
                .ExecuteUpdateAsync(set => set.SetProperty(approval => approval.Status, Approval.Rejected).SetProperty(approval => approval.DecidedAt, now), cancellationToken);
        }

        return done;
    }
}
