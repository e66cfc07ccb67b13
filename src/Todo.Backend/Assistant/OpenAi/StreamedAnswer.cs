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
    private ChatRole? role;
    private AiFinishReason? finish;

    public StreamedAnswer() => calls = new StreamedCalls(size);

    public ChatResponseUpdate Read(StreamingChatCompletionUpdate update)
    {
        StreamedExtras.ThrowIfError(update);
        id ??= update.CompletionId;
        model ??= update.Model;
        created ??= update.CreatedAt == default ? null : update.CreatedAt;
        role ??= update.Role is null ? null : ChatRole.Assistant;
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

        if (update.Usage is { } usage)
        {
            result.Contents.Add(new UsageContent(AnswerFacts.Usage(usage)));
        }

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

        return result;
    }

    private ChatResponseUpdate Update() => new()
    {
        ResponseId = id,
        MessageId = id,
        ModelId = model,
        CreatedAt = created,
        Role = role,
        FinishReason = finish,
    };
}
