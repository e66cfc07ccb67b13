using Microsoft.Extensions.AI;
using Todo.Backend.Assistant.Budget;
using Todo.Backend.Assistant.Loop;

namespace Todo.Backend.Assistant.Prompt;

/// <summary>Earlier turns as a model is shown them.</summary>
/// <param name="Messages">The oldest first; each call has exactly one result, right behind it.</param>
/// <param name="IsShortened">Older turns are left out: the system prompt says so.</param>
internal sealed record History(IReadOnlyList<ChatMessage> Messages, bool IsShortened)
{
    /// <summary>The most turns that are shown; whoever loads one more learns whether there are older ones.</summary>
    public const int MaxTurns = 40;

    /// <summary>By <see cref="TokenEstimate"/>.</summary>
    public const int MaxTokens = 24_000;

    // What a tool gave turns ago is read again where it matters.
    private const int MaxResult = 2_000;
    private const int MaxText = 8_000;

    /// <summary>The newest turns that fit, each whole.</summary>
    /// <param name="turns">The oldest first.</param>
    /// <param name="waiting">Calls that wait for the person's yes.</param>
    public static History Of(
        IReadOnlyList<(long Turn, IReadOnlyList<ChatMessage> Messages)> turns, IReadOnlySet<string>? waiting = null, int maxTokens = MaxTokens)
    {
        var shown = new Stack<List<ChatMessage>>();
        var left = maxTokens;
        foreach (var (_, messages) in turns.Reverse().Take(MaxTurns))
        {
            var turn = Repaired(messages, waiting).ConvertAll(Shortened);
            left -= TokenEstimate.Of(turn);
            if (left < 0)
            {
                break;
            }

            shown.Push(turn);
        }

        return new History([.. shown.SelectMany(turn => turn)], shown.Count < turns.Count);
    }

    // A turn may have been left in the middle: a call without a result is refused by the endpoint, as is a result without a call.
    private static List<ChatMessage> Repaired(IReadOnlyList<ChatMessage> messages, IReadOnlySet<string>? waiting)
    {
        var repaired = new List<ChatMessage>();
        for (var i = 0; i < messages.Count; i++)
        {
            if (messages[i].Role == ChatRole.Tool)
            {
                continue;
            }

            var message = Transcript.WithDistinctCalls(messages[i]);
            repaired.Add(message);
            if (Transcript.Calls(message).ToList() is { Count: > 0 } calls)
            {
                var results = messages.Skip(i + 1).TakeWhile(next => next.Role == ChatRole.Tool).SelectMany(next => next.Contents.OfType<FunctionResultContent>())
                    .ToLookup(result => result.CallId, StringComparer.Ordinal);
                repaired.Add(new ChatMessage(ChatRole.Tool, [.. calls.Select(call => results[call.CallId].FirstOrDefault() ?? Missing(call, waiting))]));
            }
        }

        return repaired;
    }

    private static FunctionResultContent Missing(FunctionCallContent call, IReadOnlySet<string>? waiting) => ToolResults.Of(
        call.CallId,
        waiting?.Contains(call.CallId) == true
            ? ToolResults.Error("waiting", "Not run: it waits for the person's yes.")
            : ToolResults.Error("interrupted", "Not run, or its result was lost: the turn was interrupted. Look before doing it again."));

    private static ChatMessage Shortened(ChatMessage message)
    {
        var shortened = message.Clone();
        shortened.Contents = [.. message.Contents.Select(Shortened)];
        return shortened;
    }

    private static AIContent Shortened(AIContent content) => content switch
    {
        TextContent { Text.Length: > MaxText } text => new TextContent(ToolResults.Shortened(text.Text, MaxText)),
        FunctionResultContent result when result.Result?.ToString() is { Length: > MaxResult } text => new FunctionResultContent(result.CallId, ToolResults.Shortened(text, MaxResult)),
        _ => content,
    };
}
