using Microsoft.Extensions.AI;
using Todo.Backend.Tools;

namespace Todo.Backend.Assistant.Loop;

/// <summary>What the tools of a turn have done, in words, for an answer that no model makes any more.</summary>
internal static class TurnSummary
{
    private static readonly string[] Reading = ["list_", "find_", "get_"];

    /// <summary>One or two sentences, with what has changed or that nothing has.</summary>
    public static string Of(IEnumerable<ChatMessage> turn)
    {
        var messages = turn.ToList();
        var calls = messages.SelectMany(Transcript.Calls).ToLookup(call => call.CallId, StringComparer.Ordinal);
        var done = messages
            .SelectMany(message => message.Contents.OfType<FunctionResultContent>())
            .Where(result => calls[result.CallId].Any(call => Changes(call.Name)))
            .Select(ToolResults.Outcome)
            .OfType<ToolOutcome>()
            .Where(outcome => !outcome.IsError)
            .Select(outcome => outcome.Text.Trim())
            .ToList();
        return done.Count == 0 ? "Nothing was changed." : $"Done so far: {string.Join(' ', done)}";
    }

    private static bool Changes(string tool) => !Reading.Any(start => tool.StartsWith(start, StringComparison.Ordinal));
}
