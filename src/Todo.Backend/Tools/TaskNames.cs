using Microsoft.EntityFrameworkCore;
using Todo.Backend.Database;
using Todo.Backend.Operations;
using Todo.Backend.Tasks;
using Todo.Backend.Tasks.Listing;

namespace Todo.Backend.Tools;

/// <summary>Tasks by number and title, for previews and for errors that a model can act on.</summary>
internal sealed class TaskNames(TodoDb db)
{
    private const int Nearest = 3;

    // Of the newest, and of those that have a word that begins as the one sought: enough to find what was mistyped, in bounded time.
    private const int Candidates = 100;
    private const int Beginning = 3;
    private const int MostWords = 3;

    /// <summary>What a call would do to one task, or that there is no such task.</summary>
    public Task<ToolPrognosis> PreviewAsync(Caller caller, long id, string verb, CancellationToken cancellationToken, string details = "") =>
        PreviewAsync(caller, [id], verb, cancellationToken, details);

    /// <summary>What a call would do to tasks, those that are missing told; a refusal when all are.</summary>
    public async Task<ToolPrognosis> PreviewAsync(Caller caller, IReadOnlyList<long> ids, string verb, CancellationToken cancellationToken, string details = "")
    {
        var wanted = ids.Distinct().ToArray();
        var titles = await db.Tasks.Of(caller).Where(task => wanted.Contains(task.Id)).ToDictionaryAsync(task => task.Id, task => task.Title, cancellationToken);
        var missing = wanted.Where(id => !titles.ContainsKey(id)).ToArray();
        if (titles.Count == 0)
        {
            var errors = await MissingAsync(caller, missing, cancellationToken);
            return ToolResult.Error("not_found", string.Join(' ', missing.Select(id => errors[id].Text)));
        }

        var named = string.Join(", ", wanted.Where(titles.ContainsKey).Select(id => $"{id} \"{titles[id]}\""));
        var left = missing.Length == 0 ? "" : $"; not found: {string.Join(", ", missing)}";
        return new ToolPreview($"{verb} {(titles.Count == 1 ? "task" : $"{titles.Count} tasks:")} {named}{details}{left}", titles.Count);
    }

    /// <summary>A failure of an operation on the task with this number.</summary>
    public async Task<ToolOutcome> ErrorAsync(Failure failure, Caller caller, long id, CancellationToken cancellationToken) =>
        failure is Failure.NotFoundFailure ? (await MissingAsync(caller, [id], cancellationToken))[id] : ToolResult.Error(failure);

    /// <summary>There are no such tasks: with where each went, or what is near.</summary>
    public async Task<IReadOnlyDictionary<long, ToolOutcome>> MissingAsync(Caller caller, long[] ids, CancellationToken cancellationToken)
    {
        if (ids.Length == 0)
        {
            return new Dictionary<long, ToolOutcome>();
        }

        var deleted = await db.Tasks.TrashOf(caller).Where(task => ids.Contains(task.Id)).ToDictionaryAsync(task => task.Id, task => task.Title, cancellationToken);
        var newest = await NewestAsync(caller, cancellationToken);
        return ids.ToDictionary(id => id, id => ToolResult.Error("not_found", deleted.TryGetValue(id, out var title)
            ? $"I couldn't find a task {id}: \"{title}\" is deleted. restore_task brings it back."
            : newest.Count == 0 ? $"I couldn't find a task {id}; there are no tasks at all."
            : $"I couldn't find a task {id}. The nearest are {Near(newest, id)}; find_tasks finds a task by its words."));
    }

    /// <summary>Titles written much like these words, with their numbers: <c>7 "Dentist"</c>.</summary>
    public async Task<IReadOnlyList<string>> NearestAsync(Caller caller, string words, CancellationToken cancellationToken)
    {
        var candidates = await NewestAsync(caller, cancellationToken);
        foreach (var word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length >= Beginning && word.All(char.IsLetterOrDigit)).Take(MostWords))
        {
            var (owner, beginning) = (caller.UserId, word[..Beginning]);
            candidates.AddRange(await db.Tasks.FoundOf(caller)
                .Where(task => TaskFunctions.Search(task.UserId, task.Title, task.Description, task.Tags, task.Project).Matches(TaskFunctions.Query(owner, beginning, null, null)))
                .OrderByDescending(task => task.CreatedAt).ThenByDescending(task => task.Id)
                .Take(Candidates)
                .Select(task => new Named(task.Id, task.Title, task.TitleKey))
                .ToListAsync(cancellationToken));
        }

        var wanted = new TrigramSet(words);
        return [.. candidates.DistinctBy(task => task.Id)
            .Select(task => (Likeness: wanted.Likeness(new TrigramSet(task.Key)), Task: task))
            .Where(task => task.Likeness >= TrigramSet.Alike)
            .OrderByDescending(task => task.Likeness)
            .Take(Nearest)
            .Select(task => task.Task.ToString())];
    }

    private Task<List<Named>> NewestAsync(Caller caller, CancellationToken cancellationToken) => db.Tasks.Of(caller)
        .OrderByDescending(task => task.CreatedAt).ThenByDescending(task => task.Id)
        .Take(Candidates)
        .Select(task => new Named(task.Id, task.Title, task.TitleKey))
        .ToListAsync(cancellationToken);

    private static string Near(List<Named> tasks, long id) =>
        string.Join(", ", tasks.OrderBy(task => Math.Abs((decimal)task.Id - id)).Take(Nearest).OrderBy(task => task.Id));

    private sealed record Named(long Id, string Title, string Key)
    {
        public override string ToString() => $"{Id} \"{Title}\"";
    }
}
