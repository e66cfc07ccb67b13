using Todo.Backend.Operations;

namespace Todo.Backend.Tasks;

/// <summary>Takes a task back out of the trash; restoring one that is not deleted changes nothing.</summary>
public sealed class RestoreTask(TaskWriter writer)
{
    /// <summary>Deleted tasks are gone after this, whether or not they have been purged yet.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(30);

    public Task<Result<SavedTask>> RunAsync(Caller caller, long id, VersionMatch match, CancellationToken cancellation) =>
        writer.ChangeAsync(
            caller,
            id,
            match,
            (task, now) =>
            {
                if (task.DeletedAt < now - Window)
                {
                    return Failure.NotFound;
                }

                task.DeletedAt = null;
                return null;
            },
            cancellation,
            fromTrash: true);
}
