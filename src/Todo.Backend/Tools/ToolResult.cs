using System.Globalization;
using System.Text.Json.Nodes;
using Todo.Backend.Journal;
using Todo.Backend.Operations;
using Todo.Backend.Tasks;
using Todo.Contracts;

namespace Todo.Backend.Tools;

/// <summary>Outcomes as the tools' contract writes them.</summary>
internal static class ToolResult
{
    /// <summary>task_id, status and title of a changed task, and more where the tool has more to say.</summary>
    public static JsonObject Changed(TaskView task, string status) => new() { ["task_id"] = task.Id, ["status"] = status, ["title"] = task.Title };

    /// <param name="message">For people and models: what is wrong and what to do about it.</param>
    public static ToolOutcome Error(string code, string message) =>
        new(message, new JsonObject { ["error"] = code, ["message"] = message }, IsError: true);

    public static ToolOutcome Error(Failure failure) => failure switch
    {
        Failure.NotFoundFailure => Error("not_found", "I couldn't find that task. Nothing was changed."),
        Failure.InvalidFailure invalid => Error("invalid", string.Join(' ', invalid.Errors.Select(error => $"{error.Key}: {string.Join(' ', error.Value)}"))),
        Failure.Conflict conflict => Error("conflict", conflict.Detail),
        Failure.Forbidden forbidden => Error("forbidden", forbidden.Detail),
        _ => Error("failed", "That did not work."),
    };

    /// <summary>The same where the tool calls a field otherwise than REST does: "q" is its <paramref name="words"/>.</summary>
    public static ToolOutcome Error(Failure failure, string words) => failure is Failure.InvalidFailure invalid
        ? Error(Failure.Invalid(invalid.Errors.ToDictionary(error => error.Key == "q" ? words : error.Key, error => error.Value, StringComparer.Ordinal)))
        : Error(failure);

    /// <summary>The tasks as a call has left them.</summary>
    public static IEnumerable<TaskView> Tasks(this IEnumerable<JournalEntry> changes, Caller caller) =>
        changes.Where(change => change.After is not null).Select(change => JournalTask.Read(change.After!, caller));

    /// <summary>The outcome of a call that has changed one task.</summary>
    public static ToolOutcome Recall(IReadOnlyList<JournalEntry> changes, Caller caller, Func<TaskView, ToolOutcome> say) =>
        changes.Tasks(caller).FirstOrDefault() is { } task ? say(task) : Error("conflict", "This call has run before, so long ago that its result is no longer kept.");

    /// <summary>
    /// What makes two attempts at one call, which do not know of each other, add its tasks once. No header can hold the blanks of this key.
    /// </summary>
    public static OnceKey? OnceKey(this Caller caller) =>
        caller.Turn is (var turn, var call) ? new OnceKey(string.Create(CultureInfo.InvariantCulture, $"turn {turn} call {call}"), []) : null;
}
