using System.Text;
using System.Text.Json.Nodes;
using Todo.Backend.Assistant.Offline;

namespace Todo.Backend.Assistant;

/// <summary>The assistant without a model: simple rules for plain commands, each confirmed in a sentence.</summary>
internal sealed class RuleAssistant : IAssistant
{
    private const string Help =
        "I can add, show, complete, change and delete your tasks. Try \"Add a task to buy groceries\", \"What's pending?\", "
        + "\"Mark task 3 as complete\", \"Change task 1 to 'Call mom tonight'\" or \"Delete the meeting task\".";

    // As many as the tool gives at once.
    private const int ListLimit = 100;
    private const int MostNamed = 10;
    private const string Which = "Which one do you mean?";

    public async Task<string> AnswerAsync(AssistantTurn turn, CancellationToken cancellationToken) => Read(turn) switch
    {
        Command.Reopen or Command.Reschedule or Command.Restore => Help,
        Command.Add add => await AddAsync(add, turn.Tools, cancellationToken),
        Command.List list => await ListAsync(list, turn.Tools, cancellationToken),
        { Target: { } target } command => await ActAsync(command, target, turn.Tools, cancellationToken),
        _ => Help,
    };

    // A bare number after "Which one do you mean?" is the answer to it: the command is the one that was asked about.
    private static Command? Read(AssistantTurn turn)
    {
        if (CommandReader.ReadNumber(turn.Message) is { } id
            && turn.History is [.., { FromAssistant: false } asked, { FromAssistant: true } question]
            && question.Content.EndsWith(Which, StringComparison.Ordinal)
            && CommandReader.Read(asked.Content) is { Target: not null } command)
        {
            return command.WithTarget(new TaskReference(id, turn.Message));
        }

        return CommandReader.Read(turn.Message);
    }

    private static async Task<string> AddAsync(Command.Add add, IAssistantTools tools, CancellationToken cancellationToken)
    {
        var result = await tools.CallAsync("add_task", new JsonObject { ["title"] = add.Title }, cancellationToken);
        return Error(result) ?? $"Added \"{Text(result, "title")}\" as task {Text(result, "task_id")}.";
    }

    private static async Task<string> ListAsync(Command.List list, IAssistantTools tools, CancellationToken cancellationToken)
    {
        var result = await tools.CallAsync("list_tasks", new JsonObject { ["status"] = list.Status }, cancellationToken);
        if (result["tasks"] is not JsonArray tasks)
        {
            return Error(result)!;
        }

        var kind = list.Status == "all" ? "" : list.Status + " ";
        if (tasks.Count == 0)
        {
            return list.Status == "completed" ? "You have not completed any tasks yet." : $"You have no {kind}tasks. Nice and quiet!";
        }

        var text = new StringBuilder(tasks.Count switch
        {
            1 => $"You have one {kind}task:",
            >= ListLimit => $"Here are the newest {tasks.Count} of your {kind}tasks:",
            _ => $"You have {tasks.Count} {kind}tasks:",
        });
        foreach (var task in tasks)
        {
            text.Append('\n').Append(Line(task!));
        }

        return text.ToString();
    }

    private static async Task<string> ActAsync(Command command, TaskReference target, IAssistantTools tools, CancellationToken cancellationToken)
    {
        if (target.Id is { } id)
        {
            return await ActAsync(command, id, tools, cancellationToken);
        }

        var arguments = new JsonObject { ["status"] = command is Command.Complete ? "pending" : "all", ["search"] = target.Words };
        var result = await tools.CallAsync("list_tasks", arguments, cancellationToken);
        if (result["tasks"] is not JsonArray found)
        {
            return Error(result)!;
        }

        // What only the wider search finds is asked about, be it one task.
        var matches = TitleMatch.Find(found, target.Words);
        return (matches.Count, found.Count) switch
        {
            (0, 0) => $"I couldn't find a {(command is Command.Complete ? "pending " : "")}task about \"{target.Words}\". Nothing was changed.",
            (1, _) => await ActAsync(command, (long)matches[0]["id"]!, tools, cancellationToken),
            (0, _) => Ask(found.OfType<JsonNode>().ToList(), target),
            _ => Ask(matches, target),
        };
    }

    private static string Ask(IReadOnlyList<JsonNode> tasks, TaskReference target)
    {
        var shown = string.Join('\n', tasks.Take(MostNamed).Select(Line));
        var more = tasks.Count > MostNamed ? $"\n… and {tasks.Count - MostNamed} more." : "";
        return $"I found {(tasks.Count == 1 ? "a task" : $"{tasks.Count} tasks")} about \"{target.Words}\":\n{shown}{more}\n{Which}";
    }

    private static async Task<string> ActAsync(Command command, long id, IAssistantTools tools, CancellationToken cancellationToken)
    {
        var arguments = new JsonObject { ["task_id"] = id };
        if (command is Command.Update { Title: { } title })
        {
            arguments["title"] = title;
        }

        if (command is Command.Update { Description: { } description })
        {
            arguments["description"] = description;
        }

        var tool = command switch
        {
            Command.Complete => "complete_task",
            Command.Delete => "delete_task",
            _ => "update_task",
        };
        var result = await tools.CallAsync(tool, arguments, cancellationToken);
        return Error(result) ?? command switch
        {
            Command.Complete when result["next_due_date"] is { } next => $"Done: \"{Text(result, "title")}\" is complete for now and comes again on {next}.",
            Command.Complete => $"Done: \"{Text(result, "title")}\" is complete. Well done!",
            Command.Delete => $"Deleted \"{Text(result, "title")}\". You can still restore it from the trash.",
            Command.Update { Title: null } => $"Updated the description of \"{Text(result, "title")}\".",
            _ => $"Updated task {id}: it is now \"{Text(result, "title")}\".",
        };
    }

    private static string Line(JsonNode task) => $"{task["id"]}. {task["title"]}{((bool?)task["completed"] == true ? " (completed)" : "")}";

    private static string Text(JsonNode result, string member) => result[member]?.ToString() ?? "";

    private static string? Error(JsonNode result) => result is JsonObject { } value && value["error"] is not null
        ? $"{Text(result, "message")} Nothing was changed."
        : null;
}
