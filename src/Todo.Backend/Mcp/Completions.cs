using Microsoft.EntityFrameworkCore;
using ModelContextProtocol.Protocol;
using Todo.Backend.Database;
using Todo.Backend.Mcp.Prompts;
using Todo.Backend.Mcp.Resources;
using Todo.Backend.Operations;
using Todo.Backend.Tasks;
using Todo.Backend.Tasks.Listing;

namespace Todo.Backend.Mcp;

/// <summary>What an argument of a prompt or a resource's URI could be, by what has been typed of it.</summary>
internal sealed class Completions(TodoDb db, ListTasks list, ListTags tags)
{
    // As many as the protocol lets a server give.
    private const int Most = 100;
    private const int Offered = 20;

    public async ValueTask<CompleteResult> CompleteAsync(CompleteRequestParams request, Caller caller, CancellationToken cancellationToken)
    {
        var typed = request.Argument.Value.Trim();
        var values = (request.Ref, request.Argument.Name) switch
        {
            (ResourceTemplateReference { Uri: TaskUri.TaskTemplate }, "id") => await IdsAsync(typed, caller, cancellationToken),
            (ResourceTemplateReference { Uri: TaskUri.TasksTemplate }, "status") => Beginning(["all", "pending", "completed"], typed),
            (PromptReference { Name: TaskPrompts.PlanMyDay }, TaskPrompts.Focus) =>
                [.. await GroupsAsync(typed, caller, cancellationToken), .. await TitlesAsync(typed, caller, cancellationToken)],
            (PromptReference { Name: TaskPrompts.WeeklyReview }, TaskPrompts.Focus) => await GroupsAsync(typed, caller, cancellationToken),
            (PromptReference { Name: TaskPrompts.PlanMyDay }, "hours") => Beginning(["1", "2", "4", "6", "8"], typed),
            _ => [],
        };
        return new CompleteResult { Completion = new Completion { Values = [.. values.Take(Most)], Total = values.Count, HasMore = values.Count > Most } };
    }

    private static List<string> Beginning(IEnumerable<string> all, string typed) => [.. all.Where(value => value.StartsWith(typed, StringComparison.OrdinalIgnoreCase))];

    // By the number's beginning, or by words of the title.
    private async Task<List<string>> IdsAsync(string typed, Caller caller, CancellationToken cancellationToken)
    {
        if (typed.Length > 0 && !typed.All(char.IsAsciiDigit))
        {
            return [.. (await FoundAsync(typed, caller, cancellationToken)).Select(task => $"{task.Id}")];
        }

        var ids = await db.Tasks.Of(caller).Where(task => task.Id.ToString().StartsWith(typed)).OrderByDescending(task => task.Id).Take(Offered).Select(task => task.Id).ToListAsync(cancellationToken);
        return [.. ids.Select(id => $"{id}")];
    }

    private async Task<List<string>> TitlesAsync(string typed, Caller caller, CancellationToken cancellationToken) =>
        [.. (await FoundAsync(typed, caller, cancellationToken)).Where(task => !task.Completed).Select(task => task.Title)];

    private async Task<IReadOnlyList<Contracts.TaskView>> FoundAsync(string typed, Caller caller, CancellationToken cancellationToken)
    {
        var query = new ListQuery { Words = typed.Length == 0 ? null : typed, Limit = Offered };
        return (await list.RunAsync(caller, query, cancellationToken)).TryGet(out var page, out _) ? page.List.Tasks : [];
    }

    private async Task<List<string>> GroupsAsync(string typed, Caller caller, CancellationToken cancellationToken)
    {
        var names = (await tags.RunAsync(caller, cancellationToken)).Tags.Select(tag => tag.Name).ToList();
        names.AddRange(await db.Tasks.Of(caller).Where(task => task.Project != null).Select(task => task.Project!).Distinct().OrderBy(project => project).Take(Most).ToListAsync(cancellationToken));
        return Beginning(names.Distinct(StringComparer.OrdinalIgnoreCase), typed);
    }
}
