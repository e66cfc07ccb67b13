using Microsoft.EntityFrameworkCore;
using Todo.Backend.Database;
using Todo.Backend.Operations;
using Todo.Backend.Tasks.Rules;

namespace Todo.Backend.Tasks;

/// <summary>
/// Changes one task so that no other change is lost: optimistically at first; when another writer was faster, once more on the
/// row read FOR UPDATE, which can't lose. A change that was meant for a stated version is not run again: it is refused.
/// </summary>
public sealed class TaskWriter(TodoDb db, TimeProvider time)
{
    private const int Tries = 5;

    private static readonly Func<TodoDb, long, long, CancellationToken, Task<TodoTask?>> Find = EF.CompileAsyncQuery(
        (TodoDb db, long owner, long id, CancellationToken cancellation) => db.Tasks.AsTracking()
            .FirstOrDefault(task => task.Id == id && task.UserId == owner));

    /// <summary>Finds the caller's task, applies the change and saves it when it changed anything.</summary>
    /// <param name="change">May run more than once, each time on a fresh row; gives a failure to leave the task as it is.</param>
    /// <param name="fromTrash">Whether a deleted task is found too.</param>
    public async Task<Result<SavedTask>> ChangeAsync(
        Caller caller, long id, VersionMatch match, Func<TodoTask, DateTimeOffset, Failure?> change, CancellationToken cancellation, bool fromTrash = false)
    {
        var work = new Work(caller, id, match, change, fromTrash);
        var locked = false;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return locked
                    ? await LockedAsync(work, cancellation)
                    : await SaveAsync(work, await Find(db, caller.UserId, id, cancellation), cancellation);
            }
            catch (DbUpdateConcurrencyException) when (match.IsStated)
            {
                return new Failure.PreconditionFailed();
            }
            catch (Exception e) when (attempt < Tries && (e is DbUpdateConcurrencyException || Races.WasLost(e)))
            {
                locked = true;
            }
            finally
            {
                // The context may serve further operations: nothing half-changed or outdated stays in it.
                db.ChangeTracker.Clear();
            }
        }
    }

    private async Task<Result<SavedTask>> LockedAsync(Work work, CancellationToken cancellation)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var owner = work.Caller.UserId;
        var task = await db.Tasks
            .FromSql($"select *, xmin from tasks where id = {work.Id} and user_id = {owner} for update")
            .AsTracking()
            .SingleOrDefaultAsync(cancellation);
        var result = await SaveAsync(work, task, cancellation);
        await transaction.CommitAsync(cancellation);
        return result;
    }

    private async Task<Result<SavedTask>> SaveAsync(Work work, TodoTask? task, CancellationToken cancellation)
    {
        if (task is null || (task.DeletedAt is not null && !work.FromTrash))
        {
            return Failure.NotFound;
        }

        if (!work.Match.Holds(task.Version))
        {
            return new Failure.PreconditionFailed();
        }

        var now = time.GetUtcNow();
        if (work.Change(task, now) is { } failure)
        {
            return failure;
        }

        // What changes nothing is not written: it would be a new version and a journal entry about nothing.
        if (db.ChangeTracker.HasChanges())
        {
            task.UpdatedAt = Stamp.Of(now);
            task.ChangedBy(work.Caller);
            await db.SaveChangesAsync(cancellation);
        }

        return task.Saved(work.Caller.Subject);
    }

    private sealed record Work(Caller Caller, long Id, VersionMatch Match, Func<TodoTask, DateTimeOffset, Failure?> Change, bool FromTrash);
}
