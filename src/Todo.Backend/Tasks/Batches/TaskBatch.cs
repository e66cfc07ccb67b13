using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Todo.Backend.Database;
using Todo.Backend.Operations;
using Todo.Backend.Tasks.Rules;
using Todo.Backend.Tasks.Transfer;
using Todo.Contracts;

namespace Todo.Backend.Tasks.Batches;

/// <summary>
/// Changes several tasks in one transaction and one statement. They are locked by ascending id before anything is written: the order
/// of locks of every writer. Each that can't be changed is reported and does not hold up the others.
/// </summary>
public sealed class TaskBatch(TodoDb db, TimeProvider time)
{
    /// <summary>As many as one call takes.</summary>
    public const int Most = 100;
    private const int Tries = 5;

    /// <summary>Changes the caller's tasks with these numbers; the results are in the order of the numbers, each once.</summary>
    /// <param name="change">May run more than once, each time on a fresh row; gives a failure to leave the task as it is.</param>
    public async Task<Result<IReadOnlyList<BatchItem>>> ChangeAsync(
        Caller caller, IReadOnlyList<long> ids, Func<TodoTask, DateTimeOffset, Failure?> change, CancellationToken cancellation)
    {
        var wanted = ids.Distinct().ToArray();
        if (wanted.Length is 0 or > Most)
        {
            return Failure.Invalid("task_ids", $"This takes 1 to {Most} tasks; these are {wanted.Length}.");
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
                var items = await ChangeLockedAsync(caller, wanted, change, cancellation);
                await transaction.CommitAsync(cancellation);
                return Result.Of(items);
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

    private async Task<IReadOnlyList<BatchItem>> ChangeLockedAsync(
        Caller caller, long[] ids, Func<TodoTask, DateTimeOffset, Failure?> change, CancellationToken cancellation)
    {
        var (now, changed) = (time.GetUtcNow(), new List<TodoTask>());
        var tasks = (await LockAsync(db, caller, ids, cancellation)).Where(task => task.DeletedAt is null).ToDictionary(task => task.Id);
        var items = new BatchItem[ids.Length];
        for (var i = 0; i < ids.Length; i++)
        {
            if (!tasks.TryGetValue(ids[i], out var task))
            {
                items[i] = new BatchItem(ids[i], null, Failure.NotFound);
                continue;
            }

            var failure = change(task, now);
            if (failure is null && db.Entry(task).State == EntityState.Modified)
            {
                task.UpdatedAt = Stamp.Of(now);
                task.ChangedBy(caller);
                changed.Add(task);
            }

            items[i] = new BatchItem(task.Id, failure is null ? task.View(caller.Subject) : null, failure);
        }

        await WriteAsync(db, caller, changed, cancellation);
        return items;
    }

    /// <summary>Takes the caller's tasks with these numbers, deleted ones too, FOR UPDATE and by ascending id. Needs a transaction.</summary>
    internal static Task<List<TodoTask>> LockAsync(TodoDb db, Caller caller, long[] ids, CancellationToken cancellation)
    {
        var owner = caller.UserId;
        return db.Tasks.FromSql($"select *, xmin from tasks where user_id = {owner} and id = any({ids}) order by id for update")
            .AsTracking()
            .ToListAsync(cancellation);
    }

    /// <summary>Writes locked rows as they are in memory.</summary>
    internal static async Task WriteAsync(TodoDb db, Caller caller, IReadOnlyCollection<TodoTask> tasks, CancellationToken cancellation)
    {
        if (tasks.Count == 0)
        {
            return;
        }

        var (owner, rows) = (caller.UserId, JsonSerializer.Serialize([.. tasks], ImportJson.Default.TodoTaskArray));
        await db.Database.ExecuteSqlAsync(
            $"""
            update tasks as present set
                title = made.title, description = made.description, completed = made.completed, priority = made.priority, tags = made.tags,
                project = made.project, due_date = made.due_date, due_time = made.due_time, time_zone = made.time_zone, duration_min = made.duration_min,
                deadline = made.deadline, remind_at = made.remind_at, recurrence = made.recurrence,
                recurrence_from_completion = made.recurrence_from_completion, completions = made.completions, updated_at = made.updated_at,
                completed_at = made.completed_at, deleted_at = made.deleted_at,
                change_id = made.change_id, change_door = made.change_door, change_turn = made.change_turn, change_call = made.change_call
            from jsonb_populate_recordset(null::tasks, {rows}::jsonb) made
            where present.id = made.id and present.user_id = {owner}
            """,
            cancellation);
    }
}

/// <summary>What became of one task of a batch: the task as it is now, or why it stayed as it was.</summary>
public sealed record BatchItem(long Id, TaskView? Task, Failure? Failure);
