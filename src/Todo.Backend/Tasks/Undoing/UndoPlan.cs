using Todo.Backend.Journal;
using Todo.Backend.Operations;
using Todo.Contracts;

namespace Todo.Backend.Tasks.Undoing;

/// <summary>What taking a turn back does, task by task.</summary>
internal sealed record UndoPlan(long Turn, IReadOnlyList<UndoStep> Steps)
{
    public IEnumerable<UndoStep> Undone => Steps.Where(step => step.Row is not null);

    public IEnumerable<UndoStep> Refused => Steps.Where(step => step.Refusal is not null);

    /// <param name="undoTurn">The turn of the undo itself; null when it has changed nothing.</param>
    public UndoResult ToResult(Caller caller, long? undoTurn) => new(
        Turn,
        undoTurn,
        [.. Undone.Select(step => step.Row!.View(caller.Subject))],
        [.. Refused.Select(step => new UndoRefusal(step.TaskId, step.Title, step.Refusal!))],
        Message(Undone.Select(step => (step.TaskId, step.Title, step.Status!)), Refused));

    /// <summary>The result of an undo that has run before, from what it has written.</summary>
    public static UndoResult Recall(IReadOnlyList<JournalEntry> changes, Caller caller)
    {
        var tasks = changes.Where(change => change.After is not null).Select(change => JournalTask.Read(change.After!, caller)).ToList();
        var what = changes.ToDictionary(change => change.TaskId, change => change.What);
        return new(
            changes[0].Undoes ?? 0,
            changes[0].Turn,
            tasks,
            [],
            Message(tasks.Select(task => (task.Id, task.Title, what[task.Id] is UndoStep.Deleted or UndoStep.Restored ? what[task.Id] : UndoStep.Reverted)), []));
    }

    /// <summary>In words, as what has been done.</summary>
    public static string Message(IEnumerable<(long Id, string Title, string Status)> undone, IEnumerable<UndoStep> refused)
    {
        var done = undone.Select(task => $"task {task.Id} \"{task.Title}\" {Words(task.Status)}").ToList();
        var left = refused.Select(step => $"task {step.TaskId} \"{step.Title}\" stays: {step.Refusal}").ToList();
        var text = done.Count > 0 ? $"Undone: {string.Join("; ", done)}." : left.Count > 0 ? "Nothing was undone." : "There was nothing to take back.";
        return left.Count == 0 ? text : $"{text} Not undone: {string.Join(" ", left)}";
    }

    private static string Words(string status) => status switch
    {
        UndoStep.Deleted => "is deleted",
        UndoStep.Restored => "is restored",
        _ => "is as it was before",
    };
}
