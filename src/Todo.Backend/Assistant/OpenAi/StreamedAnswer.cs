using System.Text;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using AiFinishReason = Microsoft.Extensions.AI.ChatFinishReason;

namespace Todo.Backend.Assistant.OpenAi;

/// <summary>One streamed answer: text goes on at once, calls and a refusal when they are whole.</summary>
internal sealed class StreamedAnswer
{
    private readonly AnswerSize size = new();
    private readonly StreamedCalls calls;
    private readonly StringBuilder refusal = new();
    private string? id;
    private string? model;
    private DateTimeOffset? created;
    private UsageDetails? usage;
    private AiFinishReason? finish;

    public StreamedAnswer() => calls = new StreamedCalls(size);

    /// <summary>What the person can be shown of it; without contents when there is nothing.</summary>
    public ChatResponseUpdate Read(StreamingChatCompletionUpdate update)
    {
        StreamedExtras.ThrowIfError(update);
        id ??= update.CompletionId;
        model ??= update.Model;
        created ??= update.CreatedAt == default ? null : update.CreatedAt;
        finish ??= update.FinishReason is { } reason ? AnswerFacts.Finish(reason) : null;

        var result = Update();
        if (StreamedExtras.Reasoning(update) is { Length: > 0 } reasoning)
        {
            result.Contents.Add(new TextReasoningContent(size.Add(reasoning)));
        }

        foreach (var part in update.ContentUpdate)
        {
            if (part is { Kind: ChatMessageContentPartKind.Text, Text.Length: > 0 })
            {
                result.Contents.Add(new TextContent(size.Add(part.Text)));
            }
        }

        refusal.Append(size.Add(update.RefusalUpdate ?? ""));
        foreach (var call in update.ToolCallUpdates)
        {
            calls.Add(call.Index, call.ToolCallId, call.FunctionName, call.FunctionArgumentsUpdate?.ToString());
        }

        // Some servers tell with every chunk what has been used so far: the last one counts.
        usage = update.Usage is { } used ? AnswerFacts.Usage(used) : usage;
        return result;
    }

    /// <summary>What is known only now. An answer that doesn't say why it ended has broken off; [DONE] need not be there.</summary>
    public ChatResponseUpdate End()
    {
        if (finish is null)
        {
            throw new ModelUnavailableException(ModelFailure.BadResponse, "The model's answer broke off before its end.");
        }

        var result = Update();
        foreach (var call in calls.Whole(finish))
        {
            result.Contents.Add(call);
        }

        if (refusal.Length > 0)
        {
            result.Contents.Add(Refusal.Content(refusal.ToString()));
        }

        if (usage is not null)
        {
            result.Contents.Add(new UsageContent(usage));
        }

        return result;
    }

    private ChatResponseUpdate Update() => new()
    {
        ResponseId = id,
        MessageId = id,
        ModelId = model,
        CreatedAt = created,
        Role = ChatRole.Assistant,
        FinishReason = finish,
    };
}
