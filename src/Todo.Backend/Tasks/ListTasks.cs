using Microsoft.EntityFrameworkCore;
using Todo.Backend.Database;
using Todo.Backend.Operations;
using Todo.Backend.Tasks.Listing;
using Todo.Backend.Tasks.Rules;
using Todo.Contracts;

namespace Todo.Backend.Tasks;

/// <summary>A page of the caller's tasks.</summary>
public sealed class ListTasks(TodoDb db, TimeProvider time)
{
    // The two lists that everybody asks for all the time, in one round trip each: the account's figures come with each row.
    // The limit is a constant: with a parameter PostgreSQL guesses that a tenth of all rows is wanted, finds that plan dear, and
    // plans each statement anew.
    private static readonly Func<TodoDb, long, IAsyncEnumerable<Row>> Newest = EF.CompileAsyncQuery((TodoDb db, long owner) =>
        db.Tasks.AsNoTracking()
            .Where(task => task.UserId == owner && task.DeletedAt == null)
            .OrderByDescending(task => task.CreatedAt).ThenByDescending(task => task.Id)
            .Take(ListQuery.DefaultLimit + 1)
            .Select(task => new Row(
                task,
                db.JournalEpochs.Where(row => row.Id == 1).Select(row => row.Epoch).First(),
                db.Users.Where(user => user.Id == owner).Select(user => user.LastChange).First(),
                db.Users.Where(user => user.Id == owner).Select(user => user.PendingCount + user.CompletedCount).First())));

    // As FoundOf has it.
    private static readonly Func<TodoDb, long, string, IAsyncEnumerable<Row>> Found = EF.CompileAsyncQuery((TodoDb db, long owner, string words) =>
        db.Tasks.AsNoTracking()
            .Where(task => task.UserId + 0 == owner && task.DeletedAt == null
                && TaskFunctions.Search(task.UserId, task.Title, task.Description, task.Tags, task.Project).Matches(TaskFunctions.Query(owner, words, null, null)))
            .OrderByDescending(task => task.CreatedAt).ThenByDescending(task => task.Id)
            .Take(ListQuery.DefaultLimit + 1)
            .Select(task => new Row(
                task,
                db.JournalEpochs.Where(row => row.Id == 1).Select(row => row.Epoch).First(),
                db.Users.Where(user => user.Id == owner).Select(user => user.LastChange).First(),
                db.Tasks.Count(other => other.UserId + 0 == owner && other.DeletedAt == null
                    && TaskFunctions.Search(other.UserId, other.Title, other.Description, other.Tags, other.Project).Matches(TaskFunctions.Query(owner, words, null, null))))));

    public async Task<Result<TaskPage>> RunAsync(Caller caller, ListQuery query, CancellationToken cancellation)
    {
        if (!TryRead(caller, query, out var after, out var failure))
        {
            return failure;
        }

        // An empty page has no row to carry the account's figures; the other way reads them in the safe order.
        if (query.IsNewestFirst && HotQuery(caller, query) is { } hot && await ReadAsync(hot, cancellation) is { Count: > 0 } rows)
        {
            return Page(caller, query, rows);
        }

        return await AnyAsync(caller, query, after, cancellation);
    }

    private static bool TryRead(Caller caller, ListQuery query, out ListCursor? after, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out Failure? failure)
    {
        var errors = new FieldErrors();
        after = null;
        ListQuery.CheckLimit(query.Limit, errors);
        CheckText("q", query.Words);
        CheckText("project", query.Project);
        foreach (var tag in query.Tags)
        {
            CheckText("tag", tag);
        }

        if (query.Words?.Any(IsWordLike) == false)
        {
            errors.Add("q", "This needs a letter or a digit: leave it out to see all tasks.");
        }

        if (query.Cursor is { } cursor && !ListCursor.TryDecode(cursor, caller, query.Scope, out after))
        {
            errors.Add("cursor", "This is no cursor of this list: pass on next_cursor with the same filters and order, or start without one.");
        }

        failure = errors.Any ? errors.ToFailure() : null;
        return failure is null;

        void CheckText(string name, string? text)
        {
            if (text is not null && TextRules.Fault(text, 1, TaskRules.MaxTitle) is { } fault)
            {
                errors.Add(name, fault);
            }
        }
    }

    // The other half of what todo_query takes for separators: what is neither space nor ASCII punctuation.
    private static bool IsWordLike(char letter) => char.IsAsciiLetterOrDigit(letter) || letter > '\u00bf';

    private IAsyncEnumerable<Row>? HotQuery(Caller caller, ListQuery query) =>
        query.Limit != ListQuery.DefaultLimit ? null
        : query.IsByStatusOnly ? Newest(db, caller.UserId)
        : query is { Words: { } words, IsByWordsOnly: true } ? Found(db, caller.UserId, words)
        : null;

    private static async Task<List<Row>> ReadAsync(IAsyncEnumerable<Row> rows, CancellationToken cancellation)
    {
        var list = new List<Row>(ListQuery.DefaultLimit + 1);
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            list.Add(row);
        }

        return list;
    }

    private static TaskPage Page(Caller caller, ListQuery query, List<Row> rows)
    {
        var first = rows[0];
        return Page(caller, query, rows.ConvertAll(row => row.Task), first.Total, new Journal.EventId(first.Epoch, first.LastChange));
    }

    private static TaskPage Page(Caller caller, ListQuery query, List<TodoTask> tasks, long total, Journal.EventId eventId)
    {
        var count = Math.Min(tasks.Count, query.Limit);
        var views = new TaskView[count];
        for (var i = 0; i < count; i++)
        {
            views[i] = tasks[i].View(caller.Subject);
        }

        var next = tasks.Count > query.Limit ? TaskOrder.CursorAt(tasks[count - 1], query.Sort).Encode(caller, query.Scope) : null;
        return new TaskPage(new TaskList(views, total, next), eventId.ToString());
    }

    private async Task<TaskPage> AnyAsync(Caller caller, ListQuery query, ListCursor? after, CancellationToken cancellation)
    {
        var matching = db.Tasks.AsNoTracking().Matching(query, caller, time.GetUtcNow());
        var head = await ListHead.ReadAsync(db, caller, cancellation);
        var total = !query.IsByStatusOnly ? await matching.LongCountAsync(cancellation) : query.Status switch
        {
            StatusFilter.Pending => head.Pending,
            StatusFilter.Completed => head.Completed,
            _ => head.Pending + head.Completed,
        };

        var tasks = new List<TodoTask>();
        foreach (var part in TaskOrder.Parts(matching, query, after))
        {
            tasks.AddRange(await part.Take(query.Limit + 1 - tasks.Count).ToListAsync(cancellation));
            if (tasks.Count > query.Limit)
            {
                break;
            }
        }

        return Page(caller, query, tasks, total, head.EventId);
    }

    private sealed record Row(TodoTask Task, string Epoch, long LastChange, int Total);
}

/// <summary>A page of tasks, and the id from which a stream of events misses nothing that came after it.</summary>
public sealed record TaskPage(TaskList List, string EventId);
