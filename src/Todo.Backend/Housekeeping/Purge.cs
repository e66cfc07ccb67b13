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
        var (trash, content, idempotency, ended) = (now - Trash, now - JournalContent, now - Idempotency, now - Ended);

        // Keys before the tasks they point to.
        var removed = await DrainAsync(token => db.IdempotencyKeys.Where(key => key.CreatedAt < idempotency).Take(Batch).ExecuteDeleteAsync(token), cancellation);
        removed += await DrainAsync(token => db.IdempotencyKeys.Where(key => db.Tasks.Any(task => task.Id == key.TaskId && task.DeletedAt < trash)).ExecuteDeleteAsync(token), cancellation);
        removed += await DrainAsync(token => db.Tasks.Where(task => task.DeletedAt < trash).OrderBy(task => task.DeletedAt).Take(Batch).ExecuteDeleteAsync(token), cancellation);
        removed += await DrainAsync(
            token => db.Journal.Where(entry => entry.At < content && entry.After != null).OrderBy(entry => entry.At).Take(Batch)
                .ExecuteUpdateAsync(set => set.SetProperty(entry => entry.Before, (string?)null).SetProperty(entry => entry.After, (string?)null), token),
            cancellation);
        removed += await DrainAsync(
            token => db.Messages.Where(message => message.ReplyTo != null && db.Conversations.Any(talk => talk.Id == message.ConversationId && talk.DeletedAt < trash)).Take(Batch).ExecuteDeleteAsync(token), cancellation);
        removed += await DrainAsync(
            token => db.Messages.Where(message => db.Conversations.Any(talk => talk.Id == message.ConversationId && talk.DeletedAt < trash)).Take(Batch).ExecuteDeleteAsync(token), cancellation);
        removed += await DrainAsync(token => db.Conversations.Where(talk => talk.DeletedAt < trash).Take(Batch).ExecuteDeleteAsync(token), cancellation);
        removed += await DrainAsync(token => db.Sessions.Where(session => session.ExpiresAt < ended).Take(Batch).ExecuteDeleteAsync(token), cancellation);
        removed += await DrainAsync(token => db.PersonalTokens.Where(personal => personal.ExpiresAt < trash).Take(Batch).ExecuteDeleteAsync(token), cancellation);
        removed += await DrainAsync(token => db.OneTimeCodes.Where(code => code.ExpiresAt < ended).Take(Batch).ExecuteDeleteAsync(token), cancellation);
        removed += await DrainAsync(token => db.Lockouts.Where(lockout => lockout.UpdatedAt < ended).Take(Batch).ExecuteDeleteAsync(token), cancellation);
        removed += await DrainAsync(token => db.Leases.Where(lease => lease.ExpiresAt < ended).Take(Batch).ExecuteDeleteAsync(token), cancellation);
        return removed;
    }

    private static async Task<int> DrainAsync(Func<CancellationToken, Task<int>> batch, CancellationToken cancellation)
    {
        var total = 0;
        int removed;
        do
        {
            removed = await batch(cancellation);
            total += removed;
        }
        while (removed >= Batch);

        return total;
    }
}
