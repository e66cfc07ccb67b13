using System.Text.Json.Nodes;
using Todo.Backend.Journal;
using Todo.Backend.Operations;
using Todo.Backend.Tasks;
using Todo.Backend.Tools.Arguments;
using Todo.Contracts;

namespace Todo.Backend.Tools.Catalog;

internal sealed class AddTasksTool(AddTasks operation) : IChangingTool
{
    public static readonly ToolDefinition Definition = new(
        "add_tasks",
        "Add several tasks",
        "Adds up to 25 tasks, all in one go. Those that break a rule are in failures, by their place in the list, and do not hold up the others.",
        ToolEffect.Changes,
        Idempotent: false,
        ToolSchema.Arguments($$"""
            "tasks": {
              "type": "array",
              "minItems": 1,
              "maxItems": 25,
              "items": {
                "type": "object",
                "properties": {
                  {{TaskFields.Schema}}
                },
                "required": ["title"],
                "additionalProperties": false
              }
            }
            """, "tasks"),
        BatchOutcome.Schema);

    public int AtMost(ToolArguments arguments) => arguments.Items("tasks").Count;

    public Task<ToolPrognosis> PreviewAsync(ToolArguments arguments, Caller caller, CancellationToken cancellationToken)
    {
        var titles = arguments.Items("tasks").Select(item => $"\"{item.Text("title")}\"").ToList();
        return Task.FromResult<ToolPrognosis>(new ToolPreview($"Add {(titles.Count == 1 ? "a task" : $"{titles.Count} tasks")}: {string.Join(", ", titles)}", titles.Count));
    }

    public async Task<ToolOutcome> RunAsync(ToolArguments arguments, Caller caller, CancellationToken cancellationToken)
    {
        var drafts = arguments.Items("tasks").Select(item => TaskFields.Read(item, caller)).ToList();
        var result = await operation.RunAsync(caller, drafts, caller.OnceKey(), cancellationToken);
        return result.TryGet(out var added, out var failure) ? Said(added) : ToolResult.Error(failure);
    }

    // Drafts were added in their order: those that the journal does not have were refused.
    public ToolOutcome Recall(ToolArguments arguments, IReadOnlyList<JournalEntry> changes, Caller caller)
    {
        var made = new Queue<TaskView>(changes.Tasks(caller).OrderBy(task => task.Id));
        var (tasks, failures) = (new List<TaskView>(), new List<JsonObject>());
        foreach (var (index, draft) in arguments.Items("tasks").Index())
        {
            if (made.TryPeek(out var next) && next.Title == draft.Text("title")!.Trim())
            {
                tasks.Add(made.Dequeue());
            }
            else
            {
                failures.Add(BatchOutcome.Failed("index", index, ToolResult.Error("invalid", $"\"{draft.Text("title")}\" was not added.")));
            }
        }

        return BatchOutcome.Of(tasks, failures, "created");
    }

    private static ToolOutcome Said(IReadOnlyList<AddedTask> added)
    {
        var failures = added.Index().Where(one => one.Item.Failure is not null)
            .Select(one => BatchOutcome.Failed("index", one.Index, ToolResult.Error(one.Item.Failure!)));
        return BatchOutcome.Of(added.Where(one => one.Task is not null).Select(one => one.Task!), [.. failures], "created");
    }
}
