using Microsoft.EntityFrameworkCore;
using Todo.Backend.Database;
using Todo.Backend.Operations;
using Todo.Backend.Tasks.Listing;
using Todo.Backend.Tasks.Rules;
using Todo.Contracts;

namespace Todo.Backend.Tasks;

/// <summary>A page of what the caller has deleted in the last 30 days, the newest deletion first.</summary>
public sealed class ListTrash(TodoDb db, TimeProvider time)
{
    private const string Scope = "trash";

    public async Task<Result<TaskPage>> RunAsync(Caller caller, int limit, string? cursor, CancellationToken cancellation)
    {
        var errors = new FieldErrors();
        ListCursor? after = null;
        ListQuery.CheckLimit(limit, errors);
        if (cursor is not null && !ListCursor.TryDecode(cursor, caller, Scope, out after))
        {
            errors.Add("cursor", "This is no cursor of the trash: pass on its next_cursor, or start without one.");
        }

        if (errors.Any)
        {
            return errors.ToFailure();
        }

        var head = await ListHead.ReadAsync(db, caller, cancellation);
        var oldest = time.GetUtcNow() - RestoreTask.Window;
        var trash = db.Tasks.AsNoTracking().TrashOf(caller).Where(task => task.DeletedAt >= oldest);
        var total = await trash.LongCountAsync(cancellation);
        var tasks = await Page(trash, after).Take(limit + 1).ToListAsync(cancellation);
        var views = tasks.Take(limit).Select(task => task.View(caller.Subject)).ToArray();
        var next = tasks.Count > limit ? new ListCursor(tasks[limit - 1].DeletedAt!.Value.UtcTicks, null, tasks[limit - 1].Id).Encode(caller, Scope) : null;
        return new TaskPage(new TaskList(views, total, next), head.EventId.ToString());
    }

    private static IQueryable<TodoTask> Page(IQueryable<TodoTask> trash, ListCursor? after)
    {
        if (after is { } last)
        {
            var (at, id) = (last.Instant, last.Id);
            trash = trash.Where(task => EF.Functions.LessThan(ValueTuple.Create(task.DeletedAt, task.Id), ValueTuple.Create((DateTimeOffset?)at, id)));
        }

        return trash.OrderByDescending(task => task.DeletedAt).ThenByDescending(task => task.Id);
    }
}
