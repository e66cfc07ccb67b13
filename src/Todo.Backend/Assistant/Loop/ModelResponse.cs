using Microsoft.Extensions.AI;

namespace Todo.Backend.Assistant.Loop;

/// <summary>One response of the model while it is read: what may be shown at once, and what waits for its end.</summary>
internal sealed class ModelResponse
{
    // More than any sensible answer; a model that goes on for ever is not read for ever.
    private const int MaxLength = 100_000;

    private readonly List<ChatResponseUpdate> updates = [];
    private readonly List<ChatResponseUpdate> held = [];
    private int length;

    /// <summary>Why the response was not read to its end; null when it was.</summary>
    public string? Broken { get; set; }

    public bool IsTooLong => length > MaxLength;

    /// <summary>
    /// Takes an update. True when it may be passed on at once: from the first call on everything waits for the end of the response, as
    /// the calls are known only then.
    /// </summary>
    public bool Take(ChatResponseUpdate update)
    {
        updates.Add(update);
        length += update.Text.Length;
        if (held.Count == 0 && !update.Contents.Any(content => content is FunctionCallContent { InformationalOnly: false }))
        {
            return true;
        }

        held.Add(update);
        return false;
    }

    /// <summary>The whole response as one message: its calls must be followed by their results directly.</summary>
    public ChatMessage ToMessage()
    {
        var messages = updates.ToChatResponse().Messages;
        var message = new ChatMessage(ChatRole.Assistant, [.. messages.SelectMany(part => part.Contents).Where(content => content is not UsageContent)])
        {
            AuthorName = messages.Select(part => part.AuthorName).FirstOrDefault(name => name is not null),
            MessageId = messages.Select(part => part.MessageId).FirstOrDefault(id => id is not null),
        };
        return Transcript.WithDistinctCalls(message);
    }

    /// <summary>What has waited, with the calls as the message has them.</summary>
    public IEnumerable<ChatResponseUpdate> Held(ChatMessage message)
    {
        var calls = new Queue<FunctionCallContent>(Transcript.Calls(message));
        foreach (var update in held)
        {
            var copy = update.Clone();
            copy.Contents = [.. update.Contents.Select(content => content is FunctionCallContent { InformationalOnly: false } ? calls.Dequeue() : content)];
            yield return copy;
        }
    }

    public IEnumerable<UsageDetails> Usage => updates.SelectMany(update => update.Contents.OfType<UsageContent>()).Select(usage => usage.Details);

    /// <summary>The call that the length limit has cut: the last one.</summary>
    public FunctionCallContent? Cut(ChatMessage message) =>
        updates.Any(update => update.FinishReason == ChatFinishReason.Length) ? Transcript.Calls(message).LastOrDefault() : null;
}
