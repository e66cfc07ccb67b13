using System.Text.Json.Nodes;
using Todo.Backend.Operations;
using Todo.Backend.Tasks;
using Todo.Backend.Tools.Arguments;
using Todo.Contracts;

namespace Todo.Backend.Tools.Catalog;

internal sealed class OverviewTool(GetOverview operation) : ITool
{
    public static readonly ToolDefinition Definition = new(
        "get_overview",
        "Overview",
        "Tells how things stand: how many tasks there are, what is overdue, due today and in the next seven days, and the pending ones by project and tag.",
        ToolEffect.Reads,
        Idempotent: true,
        ToolSchema.Arguments(""),
        ToolSchema.Parse($$"""
            {
              "type": "object",
              "properties": {
                "today": {"type": "string", "description": "The date in the user's time zone."},
                "pending": {"type": "integer"},
                "completed": {"type": "integer"},
                "overdue": {{TaskItems.Schema}},
                "due_today": {{TaskItems.Schema}},
                "next_7_days": {{TaskItems.Schema}},
                "projects": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}, "pending": {"type": "integer"} }, "required": ["name", "pending"]} },
                "tags": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}, "pending": {"type": "integer"} }, "required": ["name", "pending"]} }
              },
              "required": ["today", "pending", "completed", "overdue", "due_today", "next_7_days", "projects", "tags"]
            }
            """));

    public async Task<ToolOutcome> RunAsync(ToolArguments arguments, Caller caller, CancellationToken cancellationToken)
    {
        var overview = await operation.RunAsync(caller, cancellationToken);
        var content = new JsonObject
        {
            ["today"] = overview.Today.ToString("O"),
            ["pending"] = overview.Pending,
            ["completed"] = overview.Completed,
            ["overdue"] = Part(overview.Overdue),
            ["due_today"] = Part(overview.DueToday),
            ["next_7_days"] = Part(overview.NextDays),
            ["projects"] = Counts(overview.Projects),
            ["tags"] = Counts(overview.Tags),
        };
        string[] parts =
        [
            $"Today is {overview.Today:O}. {overview.Pending} pending, {overview.Completed} completed.",
            Said("Overdue", overview.Overdue),
            Said("Due today", overview.DueToday),
            Said("In the next seven days", overview.NextDays),
            Said("Projects", overview.Projects),
            Said("Tags", overview.Tags),
        ];
        return new(string.Join('\n', parts.Where(part => part.Length > 0)), content);
    }

    private static JsonObject Part(TaskList list)
    {
        var part = TaskItems.Content(list);
        part.Remove("next_cursor");
        return part;
    }

    private static JsonArray Counts(IReadOnlyList<TagCount> counts) =>
        new([.. counts.Select(count => new JsonObject { ["name"] = count.Name, ["pending"] = count.Count })]);

    private static string Said(string title, TaskList list) => list.Total == 0 ? "" : $"{title} ({list.Total}):\n{string.Join('\n', list.Tasks.Select(TaskItems.Line))}";

    private static string Said(string title, IReadOnlyList<TagCount> counts) =>
        counts.Count == 0 ? "" : $"{title}: {string.Join(", ", counts.Select(count => $"{count.Name} ({count.Count})"))}.";
}
