using Todo.Backend.Operations;
using Todo.Backend.Tasks.Rules;

namespace Todo.Backend.Tasks;

/// <summary>Puts a task into the trash, from where it can be restored for 30 days.</summary>
public sealed class DeleteTask(TaskWriter writer)
{
    public Task<Result<SavedTask>> RunAsync(Caller caller, long id, VersionMatch match, CancellationToken cancellation) =>
        writer.ChangeAsync(
            caller,
            id,
            match,
            (task, now) =>
            {
                task.DeletedAt = Stamp.Of(now);
                return null;
            },
            cancellation);
}
