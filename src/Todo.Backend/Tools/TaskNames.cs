using Microsoft.EntityFrameworkCore;
using Todo.Backend.Database;
using Todo.Backend.Operations;
using Todo.Backend.Tasks;

namespace Todo.Backend.Tools;

/// <summary>Tasks by number and title, for previews and for errors that a model can act on.</summary>
internal sealed class TaskNames(TodoDb db)
{
    private const int Nearest = 3;

    // What is asked about is nearly always among the newest.
    private const int Candidates = 200;

    /// <summary>Title of a task that is there.</summary>
    public Task<string?> TitleAsync(Caller caller, long id, CancellationToken cancellationToken) =>
        db.Tasks.Of(caller).Where(task => task.Id == id).Select(task => task.Title).FirstOrDefaultAsync(cancellationToken);

    /// <summary>What a call would do to one task, or that there is no such task.</summary>
    public async Task<ToolPrognosis> PreviewAsync(Caller caller, long id, string verb, CancellationToken cancellationToken, string details = "") =>
        await TitleAsync(caller, id, cancellationToken) is { } title
            ? new ToolPreview($"{verb} task {id} \"{title}\"{details}", 1)
            : await MissingAsync(caller, id, cancellationToken);

    /// <summary>A failure of an operation on the task with this number.</summary>
    public async Task<ToolOutcome> ErrorAsync(Failure failure, Caller caller, long id, CancellationToken cancellationToken) =>
        failure is Failure.NotFoundFailure ? await MissingAsync(caller, id, cancellationToken) : ToolResult.Error(failure);

    /// <summary>There is no such task: with where it went, or what is near.</summary>
    public async Task<ToolOutcome> MissingAsync(Caller caller, long id, CancellationToken cancellationToken)
    {
        if (await db.Tasks.TrashOf(caller).Where(task => task.Id == id).Select(task => task.Title).FirstOrDefaultAsync(cancellationToken) is { } title)
        {
            return ToolResult.Error("not_found", $"I couldn't find a task {id}: \"{title}\" is deleted. restore_task brings it back.");
        }

        var newest = await db.Tasks.Of(caller)
            .OrderByDescending(task => task.CreatedAt).ThenByDescending(task => task.Id)
            .Take(Candidates)
            .Select(task => new { task.Id, task.Title })
            .ToListAsync(cancellationToken);
        var near = newest.OrderBy(task => Math.Abs((decimal)task.Id - id)).Take(Nearest).OrderBy(task => task.Id).Select(task => $"{task.Id} \"{task.Title}\"").ToList();
        return ToolResult.Error("not_found", near.Count == 0
            ? $"I couldn't find a task {id}; there are no tasks at all."
            : $"I couldn't find a task {id}. The nearest are {string.Join(", ", near)}; find_tasks finds a task by its words.");
    }

    /// <summary>Titles written much like these words, with their numbers: <c>7 "Dentist"</c>.</summary>
    public async Task<IReadOnlyList<string>> NearestAsync(Caller caller, string words, CancellationToken cancellationToken)
    {
        var newest = await db.Tasks.Of(caller)
            .OrderByDescending(task => task.CreatedAt).ThenByDescending(task => task.Id)
            .Take(Candidates)
            .Select(task => new { task.Id, task.Title, task.TitleKey })
            .ToListAsync(cancellationToken);
        var wanted = new TrigramSet(words);
        return [.. newest.Select(task => (Likeness: wanted.Likeness(new TrigramSet(task.TitleKey)), task.Id, task.Title))
            .Where(task => task.Likeness >= TrigramSet.Alike)
            .OrderByDescending(task => task.Likeness)
            .Take(Nearest)
            .Select(task => $"{task.Id} \"{task.Title}\"")];
    }
}
