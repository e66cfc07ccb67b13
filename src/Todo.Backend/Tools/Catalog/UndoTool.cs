using System.Text.Json.Nodes;
using Todo.Backend.Journal;
using Todo.Backend.Operations;
using Todo.Backend.Tasks.Undoing;
using Todo.Backend.Tools.Arguments;

namespace Todo.Backend.Tools.Catalog;

internal sealed class UndoTool(UndoTurn operation) : IChangingTool
{
    public static readonly ToolDefinition Definition = new(
        "undo",
        "Undo",
        "Takes back everything that the latest turn of a chat or call of a tool has changed, or the turn that is named; for 30 days. What has been changed since stays "
            + "and is told. An undo is a turn too: undoing once more brings back what was taken back.",
        ToolEffect.Changes,
        Idempotent: false,
        ToolSchema.Arguments("""
            "turn": {"type": "integer", "minimum": 1, "description": "The number of a turn, as undo_turn of an earlier undo. Left out: the latest."}
            """),
        ToolSchema.Parse("""
            {
              "type": "object",
              "properties": {
                "turn": {"type": "integer", "description": "The turn that was taken back."},
                "undo_turn": {"type": "integer", "description": "The undo's own turn, by which it can be taken back."},
                "undone": {
                  "type": "array",
                  "items": {
                    "type": "object",
                    "properties": {"task_id": {"type": "integer"}, "title": {"type": "string"}},
                    "required": ["task_id", "title"]
                  }
                },
                "refused": {
                  "type": "array",
                  "items": {
                    "type": "object",
                    "properties": {"task_id": {"type": "integer"}, "title": {"type": "string"}, "reason": {"type": "string"}},
                    "required": ["task_id", "title", "reason"]
                  }
                }
              },
              "required": ["turn", "undone", "refused"]
            }
            """));

    // Of a turn only the journal knows how much it was.
    public int AtMost(ToolArguments arguments) => int.MaxValue;

    public async Task<ToolPrognosis> PreviewAsync(ToolArguments arguments, Caller caller, CancellationToken cancellationToken)
    {
        var result = await operation.PlanAsync(caller, arguments.Number("turn"), cancellationToken);
        if (!result.TryGet(out var plan, out var failure))
        {
            return Error(failure);
        }

        var undone = plan.Undone.Select(step => $"task {step.TaskId} \"{step.Title}\" is {step.Status}").ToList();
        return undone.Count == 0
            ? Said(plan.ToResult(caller, null))
            : new ToolPreview($"Undo turn {plan.Turn}: {string.Join("; ", undone)}", undone.Count);
    }

    public async Task<ToolOutcome> RunAsync(ToolArguments arguments, Caller caller, CancellationToken cancellationToken)
    {
        var result = await operation.RunAsync(caller, arguments.Number("turn"), cancellationToken);
        return result.TryGet(out var undone, out var failure) ? Said(undone) : Error(failure);
    }

    // What was refused is not in the journal: nothing was written of it.
    public ToolOutcome Recall(ToolArguments arguments, IReadOnlyList<JournalEntry> changes, Caller caller) =>
        Said(UndoPlan.Recall(changes, caller));

    private static ToolOutcome Error(Failure failure) => failure is Failure.NotFoundFailure
        ? ToolResult.Error("not_found", "No such turn has changed a task. Leave turn out to undo the latest change.")
        : ToolResult.Error(failure);

    private static ToolOutcome Said(Contracts.UndoResult result)
    {
        var content = new JsonObject { ["turn"] = result.Turn };
        if (result.UndoTurn is { } own)
        {
            content["undo_turn"] = own;
        }

        content["undone"] = new JsonArray([.. result.Undone.Select(task => new JsonObject { ["task_id"] = task.Id, ["title"] = task.Title })]);
        content["refused"] = new JsonArray([.. result.Refused.Select(task => new JsonObject { ["task_id"] = task.TaskId, ["title"] = task.Title, ["reason"] = task.Reason })]);
        if (result.Undone.Count > 0 || result.Refused.Count == 0)
        {
            return new(result.Message, content);
        }

        content["error"] = "conflict";
        content["message"] = result.Message;
        return new(result.Message, content, IsError: true);
    }
}
