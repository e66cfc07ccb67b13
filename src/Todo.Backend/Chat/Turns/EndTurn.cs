using Microsoft.EntityFrameworkCore;
using Todo.Backend.Chat.Streaming;
using Todo.Backend.Database;

namespace Todo.Backend.Chat.Turns;

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

        var done = await outcome.StoreAsync(db, turn, number, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        events.Publish(done);
        return true;
    }
}
