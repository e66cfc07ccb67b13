using Microsoft.Extensions.AI;
using OpenAI.Chat;
using AiMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Todo.Backend.Assistant.OpenAi;

/// <summary>An answer that came at once.</summary>
internal static class WholeAnswer
{
    public static ChatResponse Read(ChatCompletion completion)
    {
        var size = new AnswerSize();
        var finish = AnswerFacts.Finish(completion.FinishReason);
        var message = new AiMessage(ChatRole.Assistant, [])
        {
            MessageId = completion.Id,
            CreatedAt = completion.CreatedAt,
        };
        if (Reasoning(completion) is { Length: > 0 } reasoning)
        {
            message.Contents.Add(new TextReasoningContent(size.Add(reasoning)));
        }

        foreach (var part in completion.Content)
        {
            if (part is { Kind: ChatMessageContentPartKind.Text, Text.Length: > 0 })
            {
                message.Contents.Add(new TextContent(size.Add(part.Text)));
            }
        }

        if (completion.ToolCalls.Count > AnswerSize.MaxCalls)
        {
            throw AnswerSize.TooLong($"{AnswerSize.MaxCalls} calls");
        }

        foreach (var call in completion.ToolCalls.Where(call => !string.IsNullOrEmpty(call.FunctionName)))
        {
            message.Contents.Add(CallArguments.Of(call.Id, size.Add(call.FunctionName), size.Add(call.FunctionArguments?.ToString() ?? ""), finish));
        }

        if (completion.Refusal is { Length: > 0 } refusal)
        {
            message.Contents.Add(Refusal.Content(size.Add(refusal)));
        }

        return new ChatResponse(message)
        {
            ResponseId = completion.Id,
            ModelId = completion.Model,
            CreatedAt = completion.CreatedAt,
            FinishReason = finish,
            Usage = completion.Usage is { } usage ? AnswerFacts.Usage(usage) : null,
        };
    }

#pragma warning disable SCME0001 // as in StreamedExtras
    private static string? Reasoning(ChatCompletion completion) =>
        completion.Patch.TryGetValue("$.choices[0].message.reasoning_content"u8, out string? content) ? content
        : completion.Patch.TryGetValue("$.choices[0].message.reasoning"u8, out string? reasoning) ? reasoning
        : null;
#pragma warning restore SCME0001
}
