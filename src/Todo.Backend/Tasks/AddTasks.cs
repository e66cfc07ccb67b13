using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Todo.Backend.Database;
using Todo.Backend.Operations;
using Todo.Backend.Tasks.Rules;
using Todo.Backend.Tasks.Transfer;
using Todo.Contracts;

namespace Todo.Backend.Tasks;

/// <summary>Adds several tasks in one statement; with a key at most once. Wrong ones are refused one by one and do not hold up the others.</summary>
public sealed class AddTasks(TodoDb db, TimeProvider time)
{
    /// <summary>As many as one call takes.</summary>
    public const int Most = 25;
    private const int Tries = 3;

    /// <summary>The results are in the order of the drafts.</summary>
    /// <param name="once">A second request with this key is a conflict, once the first has added its tasks.</param>
    public async Task<Result<IReadOnlyList<AddedTask>>> RunAsync(Caller caller, IReadOnlyList<TaskChanges> drafts, OnceKey? once, CancellationToken cancellation)
    {
        if (drafts.Count is 0 or > Most)
        {
            return Failure.Invalid("tasks", $"This takes 1 to {Most} tasks; these are {drafts.Count}.");
        }

        var made = drafts.Select(draft => Make(caller, draft)).ToArray();
        var tasks = made.Where(one => one.Failure is null).Select(one => one.Task).ToArray();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return tasks.Length == 0 || await InsertAsync(caller, tasks, once, cancellation) is not { } rows
                    ? tasks.Length == 0 ? Results(caller, made, []) : new Failure.Conflict("These tasks have been added already.")
                    : Results(caller, made, rows);
            }
            catch (Exception e) when (attempt < Tries && Races.WasLost(e))
            {
                // Run again: nothing was written.
            }
        }
    }

    private (TodoTask Task, Failure? Failure) Make(Caller caller, TaskChanges draft)
    {
        var now = time.GetUtcNow();
        var task = new TodoTask { UserId = caller.UserId, Uid = Guid.NewGuid(), Title = "", CreatedAt = Stamp.Of(now), UpdatedAt = Stamp.Of(now) };
        var failure = TaskRules.Apply(task, draft with { Title = draft.Title.Or(null) }, caller, now);
        task.ChangedBy(caller);
        return (task, failure);
    }

    // Null when the key has been used. Its row is taken first, as in AddTask: a second request waits there for the end of the first.
    private async Task<List<TodoTask>?> InsertAsync(Caller caller, TodoTask[] tasks, OnceKey? once, CancellationToken cancellation)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var (owner, now) = (caller.UserId, tasks[0].CreatedAt);
        if (once is var (key, hash) && await db.Database.ExecuteSqlAsync(
            $"insert into idempotency_keys (user_id, key, request_hash, created_at) values ({owner}, {key}, {hash}, {now}) on conflict do nothing", cancellation) == 0)
        {
            return null;
        }

        var rows = await db.Tasks.FromSql(
            $"""
            insert into tasks (
                user_id, uid, title, description, completed, priority, tags, project, due_date, due_time, time_zone, duration_min, deadline, remind_at,
                recurrence, recurrence_from_completion, completions, created_at, updated_at, completed_at, change_id, change_door, change_turn, change_call)
            select
                {owner}, uid, title, description, completed, priority, tags, project, due_date, due_time, time_zone, duration_min, deadline, remind_at,
                recurrence, recurrence_from_completion, completions, created_at, updated_at, completed_at, change_id, change_door, change_turn, change_call
            from jsonb_populate_recordset(null::tasks, {JsonSerializer.Serialize(tasks, ImportJson.Default.TodoTaskArray)}::jsonb)
            returning *, xmin
            """).AsNoTracking().ToListAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return rows;
    }

    private static Result<IReadOnlyList<AddedTask>> Results(Caller caller, (TodoTask Task, Failure? Failure)[] made, List<TodoTask> rows)
    {
        var byUid = rows.ToDictionary(row => row.Uid);
        return Result.Of<IReadOnlyList<AddedTask>>(
            [.. made.Select(one => one.Failure is { } failure ? new AddedTask(null, failure) : new AddedTask(byUid[one.Task.Uid].View(caller.Subject), null))]);
    }
}

/// <summary>What became of one draft: the new task, or why there is none.</summary>
public sealed record AddedTask(TaskView? Task, Failure? Failure);
