using Todo.Backend.Operations;
using Todo.Backend.Tasks.Rules;

namespace Todo.Backend.Tasks;

/// <summary>Changes the members that are given and leaves the others.</summary>
public sealed class PatchTask(TaskWriter writer)
{
    public Task<Result<SavedTask>> RunAsync(Caller caller, long id, TaskChanges changes, VersionMatch match, CancellationToken cancellation) =>
        writer.ChangeAsync(caller, id, match, (task, now) => TaskRules.Apply(task, changes, caller, now), cancellation);
}
