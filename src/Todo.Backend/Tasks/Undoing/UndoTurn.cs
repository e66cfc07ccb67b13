using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Todo.Backend.Database;
using Todo.Backend.Journal;
using Todo.Backend.Operations;
using Todo.Backend.Tasks.Batches;
using Todo.Backend.Tasks.Rules;
using Todo.Contracts;

namespace Todo.Backend.Tasks.Undoing;

/// <summary>
/// Takes back all that one turn has changed, where nobody has changed it since. A turn is what a message has led to in a chat, a call
/// of a connected client, or an undo. Without a number the latest is meant, so that undoing twice brings back what the first has taken.
/// </summary>
public sealed class UndoTurn(TodoDb db, TimeProvider time)
{
    /// <summary>Older turns stay as they are.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(30);
    private const int Tries = 5;

    /// <summary>What would be taken back, with nothing changed.</summary>
    internal async Task<Result<UndoPlan>> PlanAsync(Caller caller, long? turn, CancellationToken cancellation)
    {
        var found = await FindAsync(caller, turn, cancellation);
        return found.TryGet(out var unit, out var failure) ? await JudgeAsync(caller, unit, cancellation) : failure;
    }

    /// <param name="turn">The turn to take back; null for the latest.</param>
    public async Task<Result<UndoResult>> RunAsync(Caller caller, long? turn, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
                var result = await RunInAsync(caller.Turn is null ? caller with { Turn = new Turn(await TurnNumber.NextAsync(db, cancellation), "undo") } : caller, turn, cancellation);
                await transaction.CommitAsync(cancellation);
                return result;
            }
            catch (Exception e) when (attempt < Tries && Races.WasLost(e))
            {
                // Run again: nothing was written.
            }
            finally
            {
                db.ChangeTracker.Clear();
            }
        }
    }

    private async Task<Result<UndoResult>> RunInAsync(Caller caller, long? turn, CancellationToken cancellation)
    {
        var found = await FindAsync(caller, turn, cancellation);
        if (!found.TryGet(out var unit, out var failure))
        {
            return failure;
        }

        // Whoever was faster has committed once the rows are locked, and the judgement sees it.
        await TaskBatch.LockAsync(db, caller, [.. unit.Changes.Select(change => change.TaskId)], cancellation);
        var plan = await JudgeAsync(caller, unit, cancellation);
        var rows = plan.Steps.Where(step => step.Row is not null).Select(step => step.Row!).ToList();
        foreach (var row in rows)
        {
            row.UpdatedAt = Stamp.Of(time.GetUtcNow());
            row.ChangedBy(caller);
        }

        if (rows.Count > 0)
        {
            var number = unit.Turn.ToString(CultureInfo.InvariantCulture);
            await db.Database.ExecuteSqlAsync($"select set_config('todo.undoes', {number}, true)", cancellation);
            await TaskBatch.WriteAsync(db, caller, rows, cancellation);
        }

        return plan.ToResult(caller, rows.Count > 0 ? caller.Turn!.Id : null);
    }

    private async Task<Result<Unit>> FindAsync(Caller caller, long? turn, CancellationToken cancellation)
    {
        if ((turn ?? await TurnChanges.LatestAsync(db, caller, cancellation)) is not { } number)
        {
            return new Failure.Conflict("There is nothing to undo: no chat and no tool has changed a task.");
        }

        var changes = await TurnChanges.OfAsync(db, caller, number, cancellation);
        if (changes.Count == 0)
        {
            return Failure.NotFound;
        }

        var oldest = time.GetUtcNow() - Window;
        return changes.Exists(change => change.Last.At < oldest || change.Last.After is null)
            ? new Failure.Conflict("That can no longer be undone: it is more than 30 days ago.")
            : new Unit(number, changes);
    }

    private async Task<UndoPlan> JudgeAsync(Caller caller, Unit unit, CancellationToken cancellation)
    {
        var (ids, now) = (unit.Changes.Select(change => change.TaskId).ToArray(), time.GetUtcNow());
        var owner = caller.UserId;
        var present = await db.Tasks.Where(task => task.UserId == owner && ids.Contains(task.Id)).Select(task => task.Id).ToHashSetAsync(cancellation);
        var unchanged = await TurnChanges.UnchangedAsync(db, caller, unit.Changes, cancellation);
        var since = await TurnChanges.SinceAsync(db, caller, unit.Turn, unit.Changes, cancellation);
        return new UndoPlan(unit.Turn, [.. unit.Changes.Select(change => UndoStep.Of(
            change, unit.Turn, unchanged.Contains(change.TaskId), since.GetValueOrDefault(change.TaskId), present.Contains(change.TaskId), now))]);
    }

    private sealed record Unit(long Turn, List<TurnChange> Changes);
}
