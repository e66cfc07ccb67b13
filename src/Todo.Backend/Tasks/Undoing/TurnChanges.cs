using Microsoft.EntityFrameworkCore;
using Todo.Backend.Database;
using Todo.Backend.Journal;
using Todo.Backend.Operations;

namespace Todo.Backend.Tasks.Undoing;

/// <summary>What one turn has done to one task, from its first change to its last.</summary>
/// <param name="First">Its <c>before</c> is what undo goes back to; the change that created the task has none.</param>
/// <param name="Last">Its <c>after</c> is what the task must still be.</param>
internal sealed record TurnChange(JournalEntry First, JournalEntry Last)
{
    public long TaskId => First.TaskId;
}

/// <summary>Reads from the journal what a turn has done, and what has been done since.</summary>
internal static class TurnChanges
{
    /// <summary>The turn that "undo" without a number means: the caller's latest that has changed anything, and was begun before the caller's own.</summary>
    public static async Task<long?> LatestAsync(TodoDb db, Caller caller, CancellationToken cancellation)
    {
        var (owner, own) = (caller.UserId, caller.Turn?.Id ?? long.MaxValue);
        return await db.Journal.Where(entry => entry.UserId == owner && entry.Turn != null && entry.Turn < own)
            .OrderByDescending(entry => entry.Number)
            .Select(entry => entry.Turn)
            .FirstOrDefaultAsync(cancellation);
    }

    /// <summary>By ascending id of the task.</summary>
    public static async Task<List<TurnChange>> OfAsync(TodoDb db, Caller caller, long turn, CancellationToken cancellation)
    {
        // A change with a turn has a call; saying so lets the index find it.
        var owner = caller.UserId;
        var entries = await db.Journal.AsNoTracking()
            .Where(entry => entry.UserId == owner && entry.Turn == turn && entry.Call != null)
            .OrderBy(entry => entry.Number)
            .ToListAsync(cancellation);
        return [.. entries.GroupBy(entry => entry.TaskId).OrderBy(task => task.Key).Select(task => new TurnChange(task.First(), task.Last()))];
    }

    /// <summary>
    /// The tasks that are still what the turn has made of them, whatever has happened in between. Columns that the journal's row does not
    /// have yet count as they are; the time of the last change does not count.
    /// </summary>
    public static async Task<HashSet<long>> UnchangedAsync(TodoDb db, Caller caller, IReadOnlyList<TurnChange> changes, CancellationToken cancellation)
    {
        var (owner, numbers) = (caller.UserId, changes.Select(change => change.Last.Number).ToArray());
        return await db.Database.SqlQuery<long>($"""
            select present.id as "Value"
            from journal entry join tasks present on present.id = entry.task_id and present.user_id = entry.user_id
            where entry.user_id = {owner} and entry.number = any({numbers})
              and jsonb_populate_record(present, entry.after - 'updated_at') is not distinct from present
            """).ToHashSetAsync(cancellation);
    }

    /// <summary>Of each task the first and the last change since the turn's first one that is not the turn's.</summary>
    public static async Task<Dictionary<long, Others>> SinceAsync(TodoDb db, Caller caller, long turn, IReadOnlyList<TurnChange> changes, CancellationToken cancellation)
    {
        var (owner, ids, low) = (caller.UserId, changes.Select(change => change.TaskId).ToArray(), changes.Min(change => change.First.Number));
        var others = await db.Journal
            .Where(entry => entry.UserId == owner && ids.Contains(entry.TaskId) && entry.Number > low && (entry.Turn == null || entry.Turn != turn))
            .GroupBy(entry => entry.TaskId)
            .Select(task => new { Task = task.Key, First = task.Min(entry => entry.Number), Last = task.Max(entry => entry.Number) })
            .ToListAsync(cancellation);
        var numbers = others.Select(other => other.Last).ToArray();
        var last = await db.Journal.Where(entry => entry.UserId == owner && numbers.Contains(entry.Number))
            .Select(entry => new { entry.Number, entry.Door, entry.Undoes })
            .ToDictionaryAsync(entry => entry.Number, cancellation);
        return others.ToDictionary(other => other.Task, other => new Others(other.First, last[other.Last].Door, last[other.Last].Undoes));
    }
}

/// <summary>Changes of a task by others than the turn: the number of the first, the door of the last, and the turn that the last took back.</summary>
internal sealed record Others(long First, string? Door, long? Undoes);
