using Todo.Backend.Operations;
using Todo.Backend.Tasks.Batches;
using Todo.Backend.Tasks.Rules;

namespace Todo.Backend.Tasks;

/// <summary>Completes several tasks; those that recur move to their next occurrence.</summary>
public sealed class CompleteTasks(TaskBatch batch)
{
    public Task<Result<IReadOnlyList<BatchItem>>> RunAsync(Caller caller, IReadOnlyList<long> ids, CancellationToken cancellation) =>
        batch.ChangeAsync(
            caller,
            ids,
            (task, now) =>
            {
                Completion.Set(task, completed: true, caller, now);
                return null;
            },
            cancellation);
}
