using System.Text.Json.Nodes;
using Todo.Backend.Operations;
using Todo.Backend.Tasks;
using Todo.Backend.Tasks.Listing;
using Todo.Backend.Tools.Arguments;
using Todo.Contracts;

namespace Todo.Backend.Tools.Catalog;

internal sealed class FindTasksTool(ListTasks operation, TaskNames names, TimeProvider time) : ITool
{
    public static readonly ToolDefinition Definition = new(
        "find_tasks",
        "Find tasks",
        "Finds tasks that fit all that is given: words, dates, priority, tags, project. Use it to learn the number of a task that the user names by words.",
        ToolEffect.Reads,
        Idempotent: true,
        ToolSchema.Arguments("""
            "words": {"type": "string", "minLength": 1, "maxLength": 200, "description": "Words, or their beginnings, that title or description must have."},
            "status": {"type": "string", "enum": ["all", "pending", "completed"], "description": "pending when it is not given."},
            "due": {"type": "string", "enum": ["today", "overdue", "today_or_overdue"], "description": "By the user's clock."},
            "due_on": {"type": "string", "format": "date", "description": "YYYY-MM-DD."},
            "due_after": {"type": "string", "format": "date", "description": "YYYY-MM-DD; later than this day."},
            "due_before": {"type": "string", "format": "date", "description": "YYYY-MM-DD; earlier than this day."},
            "priority": {"type": "string", "enum": ["high", "medium", "low", "none"]},
            "tags": {"type": "array", "items": {"type": "string", "minLength": 1, "maxLength": 50}, "maxItems": 20, "description": "Tags that the task must have, all of them."},
            "project": {"type": "string", "minLength": 1, "maxLength": 100},
            "sort": {"type": "string", "enum": ["due", "priority", "created", "title"], "description": "due when it is not given: the soonest first, those without a date last."},
            "limit": {"type": "integer", "minimum": 1, "maximum": 100, "description": "At most so many; 50 when it is not given."},
            "cursor": {"type": "string", "maxLength": 1000, "description": "next_cursor of the page before, with the same arguments otherwise."}
            """),
        TaskItems.Schema);

    public async Task<ToolOutcome> RunAsync(ToolArguments arguments, Caller caller, CancellationToken cancellationToken)
    {
        var result = await operation.RunAsync(caller, Query(arguments, caller.Today(time)), cancellationToken);
        if (!result.TryGet(out var page, out var failure))
        {
            return ToolResult.Error(failure, "words");
        }

        return page.List.Total == 0 && arguments.Text("words") is { } words
            ? Nothing(page.List, words, await names.NearestAsync(caller, words, cancellationToken))
            : Said(page.List);
    }

    private static ListQuery Query(ToolArguments arguments, DateOnly today)
    {
        var (due, on) = (arguments.Text("due"), arguments.Date("due_on"));
        var sort = arguments.Text("sort");
        return new ListQuery
        {
            Status = Statuses.Read(arguments.Text("status") ?? "pending"),
            Words = arguments.Text("words"),
            Priority = Priorities.Read(arguments.Text("priority")),
            Tags = arguments.Texts("tags"),
            Project = arguments.Text("project"),
            DueFrom = Latest(on, DayAfter(arguments.Date("due_after")), due == "today" ? today : null),
            DueTo = Earliest(on, DayBefore(arguments.Date("due_before")), due is "today" or "today_or_overdue" ? today : null),
            Overdue = due == "overdue",
            Sort = sort switch { "priority" => TaskSort.Priority, "created" => TaskSort.Created, "title" => TaskSort.Title, _ => TaskSort.Due },
            Descending = sort == "priority" ? true : null,
            Limit = (int)(arguments.Number("limit") ?? ListQuery.DefaultLimit),
            Cursor = arguments.Text("cursor"),
        };
    }

    private static DateOnly? DayAfter(DateOnly? date) => date is { } day && day < DateOnly.MaxValue ? day.AddDays(1) : date;

    private static DateOnly? DayBefore(DateOnly? date) => date is { } day && day > DateOnly.MinValue ? day.AddDays(-1) : date;

    private static DateOnly? Latest(params DateOnly?[] days) => days.Max();

    private static DateOnly? Earliest(params DateOnly?[] days) => days.Min();

    private static ToolOutcome Said(TaskList list) => new(
        list.Tasks.Count == 0 ? "No task fits." : $"{list.Tasks.Count} of {list.Total} that fit:\n{string.Join('\n', list.Tasks.Select(TaskItems.Line))}",
        TaskItems.Content(list));

    private static ToolOutcome Nothing(TaskList list, string words, IReadOnlyList<string> nearest)
    {
        var content = TaskItems.Content(list);
        content["nearest"] = new JsonArray([.. nearest.Select(title => JsonValue.Create(title))]);
        return new($"No task has the words \"{words}\".{(nearest.Count == 0 ? "" : $" The nearest titles are {string.Join(", ", nearest)}.")}", content);
    }
}
