using Microsoft.EntityFrameworkCore;
using Todo.Backend.Database;
using Todo.Backend.Operations;

namespace Todo.Backend.Tasks;

/// <summary>One task of the caller's.</summary>
public sealed class GetTask(TodoDb db)
{
    private static readonly Func<TodoDb, long, long, CancellationToken, Task<TodoTask?>> Find = EF.CompileAsyncQuery(
        (TodoDb db, long owner, long id, CancellationToken cancellation) => db.Tasks.AsNoTracking()
            .FirstOrDefault(task => task.Id == id && task.UserId == owner && task.DeletedAt == null));

    public async Task<Result<SavedTask>> RunAsync(Caller caller, long id, CancellationToken cancellation) =>
        await Find(db, caller.UserId, id, cancellation) is { } task ? task.Saved(caller.Subject) : Failure.NotFound;
}
