using Todo.Backend.Operations;
using Todo.Backend.Tasks.Rules;

namespace Todo.Backend.Tasks;

/// <summary>Completes or reopens a task; one that recurs moves to its next occurrence.</summary>
public sealed class CompleteTask(TaskWriter writer)
{
    /// <param name="completed">The state to set; null for the other one than it has.</param>
    public Task<Result<SavedTask>> RunAsync(Caller caller, long id, bool? completed, VersionMatch match, CancellationToken cancellation) =>
        writer.ChangeAsync(
            caller,
            id,
            match,
            (task, now) =>
            {
                Completion.Set(task, completed ?? !task.Completed, caller, now);
                return null;
            },
            cancellation);
}
