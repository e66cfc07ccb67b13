using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Todo.Backend.Database;
using Todo.Backend.Operations;
using Todo.Backend.Tasks.Transfer;
using Todo.Contracts;

namespace Todo.Backend.Tasks;

/// <summary>
/// Takes exported tasks in, matched by uid: what is new is added, what differs is made as the import says, what is the same stays
/// untouched. Wrong tasks are refused one by one and do not hold up the others; all that is taken is one transaction.
/// </summary>
public sealed class ImportTasks(TodoDb db, TimeProvider time)
{
    // One statement a batch: the journal's triggers run once for each.
    private const int Batch = 1000;
    private const int Tries = 3;

    public async Task<ImportResult> RunAsync(Caller caller, IReadOnlyList<ImportedTask> import, CancellationToken cancellation)
    {
        var (tasks, refused) = Check(caller, import);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var imported = await WriteAsync(caller, tasks, cancellation);
                return new ImportResult(imported, tasks.Count - imported, refused);
            }
            catch (Exception e) when (attempt < Tries && Races.WasLost(e))
            {
                // Run again: nothing was written.
            }
        }
    }

    private (List<TodoTask> Tasks, List<RefusedTask> Refused) Check(Caller caller, IReadOnlyList<ImportedTask> import)
    {
        var (tasks, refused, seen) = (new List<TodoTask>(import.Count), new List<RefusedTask>(), new HashSet<Guid>());
        var now = time.GetUtcNow();
        for (var i = 0; i < import.Count; i++)
        {
            var (task, errors) = import[i].ToTask(caller, now);
            if (task is not null && !seen.Add(task.Uid))
            {
                errors = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["uid"] = ["Another task of this import has the same uid."] };
            }

            if (errors is not null)
            {
                refused.Add(new RefusedTask(i, errors));
            }
            else
            {
                tasks.Add(task!);
            }
        }

        return (tasks, refused);
    }

    private async Task<int> WriteAsync(Caller caller, List<TodoTask> tasks, CancellationToken cancellation)
    {
        var imported = 0;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        foreach (var batch in tasks.Chunk(Batch))
        {
            // Existing rows by ascending id before the triggers lock the account: the order of locks of every writer.
            var owner = caller.UserId;
            var uids = batch.Select(task => task.Uid).ToArray();
            await db.Database.ExecuteSqlAsync($"select from tasks where user_id = {owner} and uid = any({uids}) order by id for update", cancellation);
            imported += await UpsertAsync(JsonSerializer.Serialize(batch, ImportJson.Default.TodoTaskArray), owner, cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return imported;
    }

    private Task<int> UpsertAsync(string rows, long owner, CancellationToken cancellation) => db.Database.ExecuteSqlAsync(
        $"""
        insert into tasks as present (
            user_id, uid, title, description, completed, priority, tags, project, due_date, due_time, time_zone, duration_min, deadline, remind_at,
            recurrence, recurrence_from_completion, completions, created_at, updated_at, completed_at, deleted_at, change_id, change_door, change_turn, change_call)
        select
            {owner}, uid, title, description, completed, priority, tags, project, due_date, due_time, time_zone, duration_min, deadline, remind_at,
            recurrence, recurrence_from_completion, completions, created_at, updated_at, completed_at, deleted_at, change_id, change_door, change_turn, change_call
        from jsonb_populate_recordset(null::tasks, {rows}::jsonb)
        on conflict (user_id, uid) do update set
            title = excluded.title, description = excluded.description, completed = excluded.completed, priority = excluded.priority, tags = excluded.tags,
            project = excluded.project, due_date = excluded.due_date, due_time = excluded.due_time, time_zone = excluded.time_zone,
            duration_min = excluded.duration_min, deadline = excluded.deadline, remind_at = excluded.remind_at, recurrence = excluded.recurrence,
            recurrence_from_completion = excluded.recurrence_from_completion, completions = excluded.completions, created_at = excluded.created_at,
            updated_at = excluded.updated_at, completed_at = excluded.completed_at, deleted_at = excluded.deleted_at,
            change_id = excluded.change_id, change_door = excluded.change_door, change_turn = excluded.change_turn, change_call = excluded.change_call
        where (
            present.title, present.description, present.completed, present.priority, present.tags, present.project, present.due_date, present.due_time,
            present.time_zone, present.duration_min, present.deadline, present.remind_at, present.recurrence, present.recurrence_from_completion,
            present.completions, present.created_at, present.updated_at, present.completed_at, present.deleted_at)
        is distinct from (
            excluded.title, excluded.description, excluded.completed, excluded.priority, excluded.tags, excluded.project, excluded.due_date, excluded.due_time,
            excluded.time_zone, excluded.duration_min, excluded.deadline, excluded.remind_at, excluded.recurrence, excluded.recurrence_from_completion,
            excluded.completions, excluded.created_at, excluded.updated_at, excluded.completed_at, excluded.deleted_at)
        """,
        cancellation);
}
