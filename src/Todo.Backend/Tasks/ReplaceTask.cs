using Todo.Backend.Operations;
using Todo.Backend.Tasks.Rules;

namespace Todo.Backend.Tasks;

/// <summary>Makes a task what the input says; members that are not given get their defaults.</summary>
public sealed class ReplaceTask(TaskWriter writer)
{
    public Task<Result<SavedTask>> RunAsync(Caller caller, long id, TaskChanges whole, VersionMatch match, CancellationToken cancellation)
    {
        var changes = whole.Whole();
        return writer.ChangeAsync(caller, id, match, (task, now) => TaskRules.Apply(task, changes, caller, now), cancellation);
    }
}
