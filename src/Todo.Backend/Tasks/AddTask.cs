using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using Todo.Backend.Database;
using Todo.Backend.Operations;
using Todo.Backend.Tasks.Rules;

namespace Todo.Backend.Tasks;

/// <summary>Adds a task; with an idempotency key at most once.</summary>
public sealed class AddTask(TodoDb db, TimeProvider time)
{
    private const int Tries = 3;

    /// <param name="once">The sender's name for this request, or null. The same key and request gives the same task again.</param>
    public async Task<Result<SavedTask>> RunAsync(Caller caller, TaskChanges draft, OnceKey? once, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var task = new TodoTask { UserId = caller.UserId, Uid = Guid.NewGuid(), Title = "", CreatedAt = Stamp.Of(now), UpdatedAt = Stamp.Of(now) };
        if (TaskRules.Apply(task, draft with { Title = draft.Title.Or(null) }, caller, now) is { } failure)
        {
            return failure;
        }

        task.ChangedBy(caller);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return once is null
                    ? (await InsertAsync(task, cancellation)).Saved(caller.Subject)
                    : await OnceAsync(caller, task, once, cancellation);
            }
            catch (Exception e) when (attempt < Tries && Races.WasLost(e))
            {
                // Run again: nothing was written.
            }
        }
    }

    // The key's row is taken first: a second request with it waits there until this one has ended, one way or the other.
    private async Task<Result<SavedTask>> OnceAsync(Caller caller, TodoTask task, OnceKey once, CancellationToken cancellation)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var (owner, (key, hash)) = (caller.UserId, once);
        var taken = await db.Database.ExecuteSqlAsync(
            $"insert into idempotency_keys (user_id, key, request_hash, created_at) values ({owner}, {key}, {hash}, {task.CreatedAt}) on conflict do nothing", cancellation);
        if (taken == 0)
        {
            var earlier = await db.IdempotencyKeys.AsNoTracking().SingleAsync(row => row.UserId == owner && row.Key == key, cancellation);
            return !hash.AsSpan().SequenceEqual(earlier.RequestHash)
                ? new Failure.IdempotencyMismatch()
                : (await db.Tasks.AsNoTracking().SingleAsync(made => made.Id == earlier.TaskId && made.UserId == owner, cancellation)).Saved(caller.Subject);
        }

        var saved = await InsertAsync(task, cancellation);
        await db.Database.ExecuteSqlAsync($"update idempotency_keys set task_id = {saved.Id} where user_id = {owner} and key = {key}", cancellation);
        await transaction.CommitAsync(cancellation);
        return saved.Saved(caller.Subject);
    }

    // SaveChanges costs about twice as much; parameters state their types, so that the statement is prepared once and not once
    // for each combination of nulls.
    private async Task<TodoTask> InsertAsync(TodoTask task, CancellationToken cancellation)
    {
        var inserted = await db.Tasks.FromSql($"""
            insert into tasks (
                user_id, uid, title, description, completed, priority, tags, project, due_date, due_time, time_zone, duration_min, deadline,
                remind_at, recurrence, recurrence_from_completion, completions, created_at, updated_at, completed_at,
                change_id, change_door, change_turn, change_call)
            values (
                {task.UserId}, {task.Uid}, {task.Title}, {Text(task.Description)}, {task.Completed}, {(short)task.Priority}, {task.Tags},
                {Text(task.Project)}, {Typed(task.DueDate, NpgsqlDbType.Date)}, {Typed(task.DueTime, NpgsqlDbType.Time)}, {Text(task.TimeZone)},
                {Typed(task.DurationMin, NpgsqlDbType.Integer)}, {Typed(task.Deadline, NpgsqlDbType.Date)}, {Typed(task.RemindAt, NpgsqlDbType.TimestampTz)},
                {Text(task.Recurrence)}, {task.RecurrenceFromCompletion}, {task.Completions}, {task.CreatedAt}, {task.UpdatedAt},
                {Typed(task.CompletedAt, NpgsqlDbType.TimestampTz)}, {task.ChangeId}, {Text(task.ChangeDoor)},
                {Typed(task.ChangeTurn, NpgsqlDbType.Bigint)}, {Text(task.ChangeCall)})
            returning *, xmin
            """).AsNoTracking().ToListAsync(cancellation);
        return inserted[0];
    }

    private static NpgsqlParameter Text(string? value) => new() { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)value ?? DBNull.Value };

    private static NpgsqlParameter Typed<T>(T? value, NpgsqlDbType type)
        where T : struct => new() { NpgsqlDbType = type, Value = value is { } given ? given : DBNull.Value };
}

/// <summary>An idempotency key with a hash of the request that it stands for.</summary>
public sealed record OnceKey(string Key, byte[] RequestHash);
