using Microsoft.Extensions.AI;
using OpenAI.Chat;
using AiFormat = Microsoft.Extensions.AI.ChatResponseFormat;
using OpenAiFormat = OpenAI.Chat.ChatResponseFormat;

namespace Todo.Backend.Assistant.OpenAi;

/// <summary>The options of a call; what is not set is not sent, for not every server knows every option.</summary>
internal static class OutgoingOptions
{
    public static ChatCompletionOptions Of(ChatOptions? options)
    {
        var result = new ChatCompletionOptions();
        if (options is null)
        {
            return result;
        }

        result.Temperature = options.Temperature;
        result.TopP = options.TopP;
        result.FrequencyPenalty = options.FrequencyPenalty;
        result.PresencePenalty = options.PresencePenalty;
        result.MaxOutputTokenCount = options.MaxOutputTokens;
#pragma warning disable OPENAI001 // the SDK may still rename these two; a pinned version does not
        result.Seed = options.Seed;
        result.ReasoningEffortLevel = Effort(options.Reasoning?.Effort);
#pragma warning restore OPENAI001
        foreach (var sequence in options.StopSequences ?? [])
        {
            result.StopSequences.Add(sequence);
        }

        result.ResponseFormat = Format(options.ResponseFormat, OutgoingTools.IsStrict(options.AdditionalProperties));
        AddTools(result, options);
        return result;
    }

    private static void AddTools(ChatCompletionOptions result, ChatOptions options)
    {
        var strict = OutgoingTools.IsStrict(options.AdditionalProperties);
        foreach (var tool in (options.Tools ?? []).OfType<AIFunctionDeclaration>())
        {
            result.Tools.Add(OutgoingTools.Of(tool, strict));
        }

        // Without tools both are an error.
        if (result.Tools.Count > 0)
        {
            result.AllowParallelToolCalls = options.AllowMultipleToolCalls;
            result.ToolChoice = options.ToolMode switch
            {
                NoneChatToolMode => ChatToolChoice.CreateNoneChoice(),
                AutoChatToolMode => ChatToolChoice.CreateAutoChoice(),
                RequiredChatToolMode { RequiredFunctionName: { } name } => ChatToolChoice.CreateFunctionChoice(name),
                RequiredChatToolMode => ChatToolChoice.CreateRequiredChoice(),
                _ => null,
            };
        }
    }

    private static OpenAiFormat? Format(AiFormat? format, bool? strict) => format switch
    {
        ChatResponseFormatText => OpenAiFormat.CreateTextFormat(),
        ChatResponseFormatJson { Schema: { } schema } json => OpenAiFormat.CreateJsonSchemaFormat(
            json.SchemaName ?? "json_schema",
            BinaryData.FromString((strict == true ? StrictSchema.Of(schema) : schema).GetRawText()),
            json.SchemaDescription,
            strict),
        ChatResponseFormatJson => OpenAiFormat.CreateJsonObjectFormat(),
        _ => null,
    };

#pragma warning disable OPENAI001 // as above
    private static ChatReasoningEffortLevel? Effort(ReasoningEffort? effort) => effort switch
    {
        ReasoningEffort.None => new ChatReasoningEffortLevel("none"),
        ReasoningEffort.Low => ChatReasoningEffortLevel.Low,
        ReasoningEffort.Medium => ChatReasoningEffortLevel.Medium,
        ReasoningEffort.High => ChatReasoningEffortLevel.High,
        ReasoningEffort.ExtraHigh => new ChatReasoningEffortLevel("xhigh"),
        _ => (ChatReasoningEffortLevel?)null,
    };
#pragma warning restore OPENAI001
}
