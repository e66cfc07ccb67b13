using Microsoft.EntityFrameworkCore;
using Todo.Backend.Database;

namespace Todo.Backend.Housekeeping;

/// <summary>
/// Removes for good what has expired, in batches, so that no statement holds many rows for long. With account deletion
/// the only hard removal there is (the journal's trigger sees no deletes).
/// </summary>
public sealed class Purge(TodoDatabase database, TimeProvider time)
{
    private const int Batch = 1000;
    private static readonly TimeSpan Trash = TimeSpan.FromDays(30);
    private static readonly TimeSpan JournalContent = TimeSpan.FromDays(90);
    private static readonly TimeSpan Idempotency = TimeSpan.FromHours(24);
    private static readonly TimeSpan Ended = TimeSpan.FromDays(1);

    /// <summary>Gives the number of rows removed or emptied.</summary>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        await using var db = database.CreateContext();
        var now = time.GetUtcNow();
        return await TasksAsync(db, now, cancellation)
            + await JournalAsync(db, now - JournalContent, cancellation)
            + await ConversationsAsync(db, now - Trash, cancellation)
            + await AgentAsync(db, now, cancellation)
            + await CredentialsAsync(db, now, cancellation);
    }

    // Idempotency keys before the tasks they point to.
    private static async Task<int> TasksAsync(TodoDb db, DateTimeOffset now, CancellationToken cancellation)
    {
        var (trash, old) = (now - Trash, now - Idempotency);
        return await DeleteAsync(db.IdempotencyKeys.Where(key => key.CreatedAt < old).OrderBy(key => key.CreatedAt), cancellation)
            + await DeleteAsync(
                db.IdempotencyKeys.Where(key => db.Tasks.Any(task => task.Id == key.TaskId && task.DeletedAt < trash)).OrderBy(key => key.CreatedAt), cancellation)
            + await DeleteAsync(db.Tasks.Where(task => task.DeletedAt < trash).OrderBy(task => task.DeletedAt), cancellation);
    }

    private static Task<int> JournalAsync(TodoDb db, DateTimeOffset before, CancellationToken cancellation) => DrainAsync(
        () => db.Journal.Where(entry => entry.At < before && entry.After != null).OrderBy(entry => entry.At).Take(Batch)
            .ExecuteUpdateAsync(set => set.SetProperty(entry => entry.Before, (string?)null).SetProperty(entry => entry.After, (string?)null), cancellation));

    // Whatever refers to a row goes before it: the turns' own, turns, answers, messages, conversations.
    private static async Task<int> ConversationsAsync(TodoDb db, DateTimeOffset trash, CancellationToken cancellation)
    {
        var turns = db.Turns.Where(turn => db.Conversations.Any(talk => talk.Id == turn.ConversationId && talk.DeletedAt < trash)).OrderBy(turn => turn.Id);
        var messages = db.Messages.Where(message => db.Conversations.Any(talk => talk.Id == message.ConversationId && talk.DeletedAt < trash)).OrderBy(message => message.Id);
        return await DeleteAsync(db.Approvals.Where(approval => turns.Any(turn => turn.Id == approval.Turn)).OrderBy(approval => approval.Id), cancellation)
            + await DeleteAsync(db.TurnEvents.Where(row => turns.Any(turn => turn.Id == row.TurnId)).OrderBy(row => row.TurnId).ThenBy(row => row.Number), cancellation)
            + await DeleteAsync(db.TurnSteps.Where(step => turns.Any(turn => turn.Id == step.TurnId)).OrderBy(step => step.TurnId).ThenBy(step => step.Number), cancellation)
            + await DeleteAsync(turns, cancellation)
            + await DeleteAsync(messages.Where(message => message.ReplyTo != null), cancellation)
            + await DeleteAsync(messages, cancellation)
            + await DeleteAsync(db.Conversations.Where(talk => talk.DeletedAt < trash).OrderBy(talk => talk.DeletedAt), cancellation);
    }

    // A stream is read on for a day at most; what a conversation says is in its messages and steps.
    private static async Task<int> AgentAsync(TodoDb db, DateTimeOffset now, CancellationToken cancellation)
    {
        var (ended, trash) = (now - Ended, now - Trash);
        var month = DateOnly.FromDateTime(trash.UtcDateTime);
        return await DeleteAsync(db.TurnEvents.Where(row => row.CreatedAt < ended).OrderBy(row => row.CreatedAt), cancellation)
            + await DeleteAsync(db.Approvals.Where(approval => approval.ExpiresAt < trash).OrderBy(approval => approval.ExpiresAt), cancellation)
            + await DeleteAsync(db.AiUsage.Where(usage => usage.Day < month).OrderBy(usage => usage.Day), cancellation);
    }

    private static async Task<int> CredentialsAsync(TodoDb db, DateTimeOffset now, CancellationToken cancellation)
    {
        var (ended, trash) = (now - Ended, now - Trash);
        return await DeleteAsync(db.Sessions.Where(session => session.ExpiresAt < ended).OrderBy(session => session.ExpiresAt), cancellation)
            + await DeleteAsync(db.PersonalTokens.Where(token => token.ExpiresAt < trash).OrderBy(token => token.Id), cancellation)
            + await DeleteAsync(db.OneTimeCodes.Where(code => code.ExpiresAt < ended).OrderBy(code => code.ExpiresAt), cancellation)
            + await DeleteAsync(db.Lockouts.Where(lockout => lockout.UpdatedAt < ended).OrderBy(lockout => lockout.UpdatedAt), cancellation)
            + await DeleteAsync(db.Leases.Where(lease => lease.ExpiresAt < ended).OrderBy(lease => lease.Name), cancellation);
    }

    private static Task<int> DeleteAsync<T>(IQueryable<T> expired, CancellationToken cancellation) =>
        DrainAsync(() => expired.Take(Batch).ExecuteDeleteAsync(cancellation));

    private static async Task<int> DrainAsync(Func<Task<int>> batch)
    {
        var total = 0;
        int removed;
        do
        {
            removed = await batch();
            total += removed;
        }
        while (removed >= Batch);

        return total;
    }
}
