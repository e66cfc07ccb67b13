using Todo.Backend.Operations;
using Todo.Backend.Tasks.Batches;
using Todo.Backend.Tasks.Rules;

namespace Todo.Backend.Tasks;

/// <summary>Puts several tasks into the trash.</summary>
public sealed class DeleteTasks(TaskBatch batch)
{
    public Task<Result<IReadOnlyList<BatchItem>>> RunAsync(Caller caller, IReadOnlyList<long> ids, CancellationToken cancellation) =>
        batch.ChangeAsync(
            caller,
            ids,
            (task, now) =>
            {
                task.DeletedAt = Stamp.Of(now);
                return null;
            },
            cancellation);
}
