using System.Text.Json;
using System.Text.Json.Nodes;
using Todo.Backend.Journal;
using Todo.Backend.Operations;
using Todo.Backend.Tasks.Batches;
using Todo.Backend.Tools.Arguments;
using Todo.Contracts;

namespace Todo.Backend.Tools;

/// <summary>Outcomes of calls on several tasks: what was done, and each failure.</summary>
internal static class BatchOutcome
{
    public static readonly JsonElement Schema = ToolSchema.Parse("""
        {
          "type": "object",
          "properties": {
            "requested": {"type": "integer"},
            "succeeded": {"type": "integer"},
            "failed": {"type": "integer"},
            "tasks": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "task_id": {"type": "integer"},
                  "status": {"type": "string", "description": "What was done."},
                  "title": {"type": "string"},
                  "due_date": {"type": "string"},
                  "next_due_date": {"type": "string", "description": "Of a repeating task that was completed: when it is due again."}
                },
                "required": ["task_id", "status", "title"]
              }
            },
            "failures": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "task_id": {"type": "integer"},
                  "index": {"type": "integer", "description": "Where there is no task yet: its place in the list that was sent, from 0."},
                  "error": {"type": "string"},
                  "message": {"type": "string"}
                },
                "required": ["error", "message"]
              }
            }
          },
          "required": ["requested", "succeeded", "failed", "tasks", "failures"]
        }
        """);

    public static async Task<ToolOutcome> OfAsync(
        Result<IReadOnlyList<BatchItem>> result, string status, TaskNames names, Caller caller, CancellationToken cancellationToken)
    {
        if (!result.TryGet(out var items, out var failure))
        {
            return ToolResult.Error(failure);
        }

        var missing = await names.MissingAsync(caller, [.. items.Where(item => item.Failure is Failure.NotFoundFailure).Select(item => item.Id)], cancellationToken);
        var failures = items.Where(item => item.Failure is not null)
            .Select(item => Failed("task_id", item.Id, missing.GetValueOrDefault(item.Id) ?? ToolResult.Error(item.Failure!)));
        return Of(items.Where(item => item.Task is not null).Select(item => item.Task!), [.. failures], status);
    }

    /// <summary>What the journal does not have of the tasks that were asked for was not changed.</summary>
    public static ToolOutcome Recall(ToolArguments arguments, IReadOnlyList<JournalEntry> changes, string status, Caller caller)
    {
        var tasks = changes.Tasks(caller).ToDictionary(task => task.Id);
        var ids = arguments.Numbers("task_ids").Distinct().ToList();
        var failures = ids.Where(id => !tasks.ContainsKey(id)).Select(id => Failed("task_id", id, ToolResult.Error("unchanged", $"This call has not changed task {id}.")));
        return Of(ids.Where(tasks.ContainsKey).Select(id => tasks[id]), [.. failures], status);
    }

    /// <summary>An error when nothing at all was done.</summary>
    public static ToolOutcome Of(IEnumerable<TaskView> tasks, IReadOnlyList<JsonObject> failures, string status)
    {
        var (done, text) = (new JsonArray(), new List<string>());
        foreach (var task in tasks)
        {
            done.Add(Item(task, status));
            text.Add(Line(task, status));
        }

        var messages = string.Join(' ', failures.Select(failure => (string)failure["message"]!));
        var content = new JsonObject { ["requested"] = done.Count + failures.Count, ["succeeded"] = done.Count, ["failed"] = failures.Count, ["tasks"] = done, ["failures"] = new JsonArray([.. failures]) };
        if (done.Count == 0)
        {
            content["error"] = (string)failures[0]["error"]!;
            content["message"] = messages;
            return new(messages, content, IsError: true);
        }

        var sentence = $"{char.ToUpperInvariant(status[0])}{status[1..]} {(done.Count == 1 ? "one task" : $"{done.Count} tasks")}: {string.Join("; ", text)}.";
        return new(failures.Count == 0 ? sentence : $"{sentence} {failures.Count} not {status}: {messages}", content);
    }

    /// <param name="key">task_id, or index where there is no task.</param>
    public static JsonObject Failed(string key, long value, ToolOutcome why) =>
        new() { [key] = value, ["error"] = (string)why.Content["error"]!, ["message"] = why.Text };

    private static JsonObject Item(TaskView task, string status)
    {
        var item = ToolResult.Changed(task, status);
        if (task.DueDate is { } due && !(status == "completed" && task.Completed) && status != "deleted")
        {
            item[status == "completed" ? "next_due_date" : "due_date"] = due.ToString("O");
        }

        return item;
    }

    private static string Line(TaskView task, string status) => status switch
    {
        "completed" when !task.Completed && task.DueDate is { } next => $"{task.Id} \"{task.Title}\" (next on {next:O})",
        "rescheduled" or "created" when task.DueDate is not null => $"{task.Id} \"{task.Title}\" ({TaskItems.Due(task)})",
        _ => $"{task.Id} \"{task.Title}\"",
    };
}
