using System.Text.Json.Nodes;

namespace Todo.Backend.Assistant.Offline;

/// <summary>
/// The assistant without a model: from the command and what the tools have given so far, the next call or the answer. Words of tasks are
/// only ever shown: the command comes from the person's message alone.
/// </summary>
internal static class OfflineAssistant
{
    public const string Help =
        "I can add, show, complete, reschedule, change and delete your tasks, and undo what I did. Try \"Add a task to buy groceries\", \"What's pending?\", "
        + "\"Mark task 3 as complete\", \"Reschedule task 3 to Friday\", \"Change task 1 to 'Call mom tonight'\" or \"Delete the meeting task\".";

    public static OfflineStep Next(OfflineTurn turn, DateOnly today)
    {
        if (turn.Results is [.., { IsError: true } failed])
        {
            return new OfflineStep.Say(Sentences.Failed(turn.Command, failed));
        }

        return turn.Command switch
        {
            null => new OfflineStep.Say(Help),
            Command.DeleteAll all => NextOfAll(turn, all.Status, "delete_tasks"),
            Command.CompleteAll => NextOfAll(turn, "pending", "complete_tasks"),
            { Target: { } target } command => NextOfOne(turn, command, target, today),
            var command => turn.Results is [] ? Ask(command, today) : new OfflineStep.Say(Sentences.Done(command, turn.Results[0])),
        };
    }

    // One call, and its result in words.
    private static OfflineStep.Call Ask(Command command, DateOnly today) => command switch
    {
        Command.Add add => Call("add_task", ("title", add.Title)),
        Command.AddMany many => Call("add_tasks", ("tasks", many.Titles.Select(title => new Dictionary<string, object?>(StringComparer.Ordinal) { ["title"] = title }).ToList())),
        Command.List list => Call("list_tasks", ("status", list.Status)),
        Command.CompleteSeveral several => Call("complete_tasks", ("task_ids", several.Ids)),
        Command.DeleteSeveral several => Call("delete_tasks", ("task_ids", several.Ids)),
        Command.Due { When: "tomorrow" } => Call("find_tasks", ("due_on", today.AddDays(1).ToString("O"))),
        Command.Due due => Call("find_tasks", ("due", due.When)),
        Command.Tags => Call("list_tags"),
        Command.Undo => Call("undo"),
        _ => Call("get_overview"),
    };

    private static OfflineStep NextOfAll(OfflineTurn turn, string status, string tool)
    {
        if (turn.Results.Count == 0)
        {
            return Call("list_tasks", ("status", status));
        }

        if (turn.Results.Count > 1)
        {
            return new OfflineStep.Say(Sentences.Done(turn.Command!, turn.Results[1]) + Sentences.Left(turn.Results[0]));
        }

        var ids = turn.Tasks(0)?.Select(task => (long)task!["id"]!).ToList() ?? [];
        return ids.Count == 0
            ? new OfflineStep.Say($"You have no {Sentences.Kind(status)}tasks. Nothing was changed.")
            : Call(tool, ("task_ids", ids));
    }

    private static OfflineStep NextOfOne(OfflineTurn turn, Command command, TaskReference target, DateOnly today)
    {
        if (command is Command.Reschedule { When: var when } && DateWords.Read(when, today) is null)
        {
            return new OfflineStep.Say($"I don't know the date {when}. Name one like today, tomorrow, Friday or 2026-12-01. Nothing was changed.");
        }

        if (command is Command.Restore && target.Id is null)
        {
            return new OfflineStep.Say("Name the task by its number, like \"Restore task 12\". What I have just deleted comes back with \"Undo that\".");
        }

        if (target.Id is { } id)
        {
            return turn.Results is [] ? Act(command, id, today) : new OfflineStep.Say(Sentences.Done(command, turn.Results[0]));
        }

        if (turn.Results is [])
        {
            return Call("list_tasks", ("status", Status(command)), ("search", target.Words));
        }

        if (turn.Results.Count > 1)
        {
            return new OfflineStep.Say(Sentences.Done(command, turn.Results[1]));
        }

        if (turn.Tasks(0) is not { } found)
        {
            return new OfflineStep.Say($"{turn.Results[0].Text} Nothing was changed.");
        }

        // What only the wider search finds is asked about, be it one task.
        var matches = TitleMatch.Find(found, target.Words);
        return (matches.Count, found.Count) switch
        {
            (0, 0) => new OfflineStep.Say($"I couldn't find a {Sentences.Kind(Status(command))}task about \"{target.Words}\". Nothing was changed."),
            (1, _) => Act(command, (long)matches[0]["id"]!, today),
            (0, _) => new OfflineStep.Say(Sentences.WhichOf([.. found.OfType<JsonNode>()], target)),
            _ => new OfflineStep.Say(Sentences.WhichOf(matches, target)),
        };
    }

    private static OfflineStep.Call Act(Command command, long id, DateOnly today) => command switch
    {
        Command.Complete => Call("complete_task", ("task_id", id)),
        Command.Reopen => Call("uncomplete_task", ("task_id", id)),
        Command.Delete => Call("delete_task", ("task_id", id)),
        Command.Restore => Call("restore_task", ("task_id", id)),
        Command.Reschedule reschedule => Call("reschedule_tasks", ("task_ids", new List<long> { id }), ("due_date", DateWords.Read(reschedule.When, today)!.Value.ToString("O"))),
        Command.Update { Title: { } title } => Call("update_task", ("task_id", id), ("title", title)),
        Command.Update update => Call("update_task", ("task_id", id), ("description", update.Description)),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command, "The command is about no single task."),
    };

    private static string Status(Command command) => command switch
    {
        Command.Complete => "pending",
        Command.Reopen => "completed",
        _ => "all",
    };

    private static OfflineStep.Call Call(string tool, params (string Name, object? Value)[] arguments) =>
        new(tool, arguments.ToDictionary(argument => argument.Name, argument => argument.Value, StringComparer.Ordinal));
}
