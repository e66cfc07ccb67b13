using System.Text;
using System.Text.Json.Nodes;
using Todo.Backend.Tools;

namespace Todo.Backend.Assistant.Offline;

/// <summary>What the offline assistant says: results of tools in short, friendly sentences.</summary>
internal static class Sentences
{
    // As many as the tool gives at once.
    private const int ListLimit = 100;
    private const int MostNamed = 10;

    /// <summary>"pending ", "completed " or nothing.</summary>
    public static string Kind(string status) => status == "all" ? "" : status + " ";

    public static string Failed(Command? command, ToolOutcome outcome)
    {
        // The hints at other tools are for models.
        var message = (outcome.Content["message"]?.ToString() ?? outcome.Text)
            .Replace("; find_tasks finds a task by its words", "", StringComparison.Ordinal)
            .Replace("restore_task brings it back", $"\"Restore task {command?.Target?.Id}\" brings it back", StringComparison.Ordinal);
        return outcome.Content["error"]?.ToString() switch
        {
            "rejected" => "All right, I left everything as it was. Nothing was changed.",
            "expired" => "That was not confirmed in time. Nothing was changed.",
            _ => message.Contains("Nothing was changed", StringComparison.Ordinal) ? message : $"{message} Nothing was changed.",
        };
    }

    public static string Done(Command command, ToolOutcome outcome)
    {
        var result = outcome.Content;
        var title = Text(result, "title");
        return command switch
        {
            Command.Add => $"Added \"{title}\" as task {Text(result, "task_id")}.",
            Command.List list => List(outcome, list.Status),
            Command.Due due => Due(outcome, due.When),
            Command.Complete when result["next_due_date"] is { } next => $"Done: \"{title}\" is complete for now and comes again on {next}.",
            Command.Complete => $"Done: \"{title}\" is complete. Well done!",
            Command.Reopen => $"Reopened \"{title}\": it is pending again.",
            Command.Delete => $"Deleted \"{title}\". You can still restore it from the trash.",
            Command.Restore => $"Restored \"{title}\".",
            Command.Reschedule when result["tasks"] is JsonArray { Count: 1 } moved && DateOnly.TryParse(Text(moved[0]!.AsObject(), "due_date"), out var date) =>
                $"Moved \"{Text(moved[0]!.AsObject(), "title")}\" to {DateWords.Long(date)}.",
            Command.Update { Title: null } => $"Updated the description of \"{title}\".",
            Command.Update => $"Updated task {Text(result, "task_id")}: it is now \"{title}\".",
            _ => outcome.Text,
        };
    }

    /// <summary>What is left of more tasks than one call can take.</summary>
    public static string Left(ToolOutcome list)
    {
        var left = ((long?)list.Content["total"] ?? 0) - ((list.Content["tasks"] as JsonArray)?.Count ?? 0);
        return left > 0 ? $" {left} more are left: say it again for the next ones." : "";
    }

    public static string WhichOf(IReadOnlyList<JsonNode> tasks, TaskReference target)
    {
        var shown = string.Join('\n', tasks.Take(MostNamed).Select(Line));
        var more = tasks.Count > MostNamed ? $"\n… and {tasks.Count - MostNamed} more." : "";
        return $"I found {(tasks.Count == 1 ? "a task" : $"{tasks.Count} tasks")} about \"{target.Words}\":\n{shown}{more}\n{OfflineTurn.Which}";
    }

    private static string List(ToolOutcome outcome, string status)
    {
        if (outcome.Content["tasks"] is not JsonArray tasks)
        {
            return outcome.Text;
        }

        var kind = Kind(status);
        if (tasks.Count == 0)
        {
            return status == "completed" ? "You have not completed any tasks yet." : $"You have no {kind}tasks. Nice and quiet!";
        }

        return Lines(tasks, tasks.Count switch
        {
            1 => $"You have one {kind}task:",
            >= ListLimit => $"Here are the newest {tasks.Count} of your {kind}tasks:",
            _ => $"You have {tasks.Count} {kind}tasks:",
        });
    }

    private static string Due(ToolOutcome outcome, string when)
    {
        if (outcome.Content["tasks"] is not JsonArray tasks)
        {
            return outcome.Text;
        }

        var what = when == "overdue" ? "overdue" : $"due {when}";
        return tasks.Count switch
        {
            0 => $"Nothing is {what}. Nice and quiet!",
            1 => Lines(tasks, $"One task is {what}:"),
            _ => Lines(tasks, $"{tasks.Count} tasks are {what}:"),
        };
    }

    private static string Lines(JsonArray tasks, string first)
    {
        var text = new StringBuilder(first);
        foreach (var task in tasks)
        {
            text.Append('\n').Append(Line(task!));
        }

        return text.ToString();
    }

    private static string Line(JsonNode task) => $"{task["id"]}. {task["title"]}{((bool?)task["completed"] == true ? " (completed)" : "")}";

    private static string Text(JsonObject result, string member) => result[member]?.ToString() ?? "";
}
