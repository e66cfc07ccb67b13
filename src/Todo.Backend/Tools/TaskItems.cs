using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Todo.Contracts;

namespace Todo.Backend.Tools;

/// <summary>Tasks in results: id, title, completed, and what else they have.</summary>
internal static class TaskItems
{
    /// <summary>A page of tasks as structured content.</summary>
    public static readonly JsonElement Schema = ToolSchema.Parse("""
        {
          "type": "object",
          "properties": {
            "tasks": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "id": {"type": "integer"},
                  "title": {"type": "string"},
                  "completed": {"type": "boolean"},
                  "description": {"type": "string"},
                  "priority": {"type": "string"},
                  "tags": {"type": "array", "items": {"type": "string"}},
                  "project": {"type": "string"},
                  "due_date": {"type": "string"},
                  "due_time": {"type": "string"},
                  "deadline": {"type": "string"},
                  "recurrence": {"type": "string"},
                  "remind_at": {"type": "string"}
                },
                "required": ["id", "title", "completed"]
              }
            },
            "total": {"type": "integer", "description": "How many there are on all pages."},
            "next_cursor": {"type": "string", "description": "Where there are more: pass it as cursor with the same arguments."},
            "nearest": {"type": "array", "items": {"type": "string"}, "description": "Where nothing was found: titles that are written much like it."}
          },
          "required": ["tasks", "total"]
        }
        """);

    public static JsonObject Content(TaskList list)
    {
        var content = new JsonObject { ["tasks"] = new JsonArray([.. list.Tasks.Select(Item)]), ["total"] = list.Total };
        if (list.NextCursor is { } next)
        {
            content["next_cursor"] = next;
        }

        return content;
    }

    public static JsonObject Item(TaskView task)
    {
        var item = new JsonObject { ["id"] = task.Id, ["title"] = task.Title, ["completed"] = task.Completed };
        Set("description", task.Description);
        Set("priority", Name(task.Priority));
        if (task.Tags.Count > 0)
        {
            item["tags"] = new JsonArray([.. task.Tags.Select(tag => JsonValue.Create(tag))]);
        }

        Set("project", task.Project);
        Set("due_date", task.DueDate?.ToString("O"));
        Set("due_time", Clock(task.DueTime));
        Set("deadline", task.Deadline?.ToString("O"));
        Set("recurrence", task.Recurrence);
        Set("remind_at", task.RemindAt?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        return item;

        void Set(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                item[name] = value;
            }
        }
    }

    /// <summary>A line for people: <c>12. Buy milk (due 2026-07-16 15:00, high, #home)</c>.</summary>
    public static string Line(TaskView task)
    {
        var details = new List<string>();
        if (task.Completed)
        {
            details.Add("completed");
        }

        if (Due(task) is { Length: > 0 } due)
        {
            details.Add(due);
        }

        if (Name(task.Priority) is { } priority)
        {
            details.Add(priority);
        }

        details.AddRange(task.Tags.Select(tag => $"#{tag}"));
        return new StringBuilder().Append(task.Id).Append(". ").Append(task.Title)
            .Append(details.Count == 0 ? "" : $" ({string.Join(", ", details)})").ToString();
    }

    /// <summary><c>due 2026-07-16 15:00</c>; empty where it has no date.</summary>
    public static string Due(TaskView task) => task.DueDate is { } date ? $"due {date:O}{(task.DueTime is null ? "" : " " + Clock(task.DueTime))}" : "";

    private static string? Clock(TimeOnly? time) => time?.ToString(time.Value.Second == 0 ? "HH:mm" : "HH:mm:ss", CultureInfo.InvariantCulture);

    private static string? Name(TaskPriority? priority) => priority?.ToString().ToLowerInvariant();
}
