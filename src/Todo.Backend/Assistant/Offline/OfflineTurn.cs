using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Todo.Backend.Assistant.Loop;
using Todo.Backend.Tools;

namespace Todo.Backend.Assistant.Offline;

/// <summary>A turn as the offline assistant sees it.</summary>
/// <param name="Command">What the person asks for; null when that is not understood.</param>
/// <param name="Results">What the tools have given since, in order.</param>
internal sealed record OfflineTurn(Command? Command, IReadOnlyList<ToolOutcome> Results)
{
    /// <summary>The question that a bare number answers.</summary>
    public const string Which = "Which one do you mean?";

    private static readonly ToolOutcome Unreadable = new("That is more than I can show.", []);

    public static OfflineTurn Read(IReadOnlyList<ChatMessage> messages)
    {
        var last = messages.ToList().FindLastIndex(message => message.Role == ChatRole.User);
        var results = messages.Skip(last + 1).SelectMany(message => message.Contents.OfType<FunctionResultContent>()).Select(result => ToolResults.Outcome(result) ?? Unreadable);
        return new OfflineTurn(last < 0 ? null : Read(messages[last].Text, [.. messages.Take(last)]), [.. results]);
    }

    public JsonArray? Tasks(int result) => Results[result].Content["tasks"] as JsonArray;

    // A bare number after "Which one do you mean?" is the answer to it: the command is the one that was asked about.
    private static Command? Read(string text, List<ChatMessage> earlier)
    {
        if (CommandReader.ReadNumber(text) is { } id
            && earlier.FindLastIndex(message => message.Role == ChatRole.User) is >= 0 and var asked
            && earlier[^1] is { } question && question.Role == ChatRole.Assistant && question.Text.EndsWith(Which, StringComparison.Ordinal)
            && CommandReader.Read(earlier[asked].Text) is { Target: not null } command)
        {
            return command.WithTarget(new TaskReference(id, text));
        }

        return CommandReader.Read(text);
    }
}
