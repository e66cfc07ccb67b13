using System.Text.Json;
using OpenAI.Chat;

namespace Todo.Backend.Assistant.OpenAi;

/// <summary>Members that servers other than OpenAI's add to what they stream.</summary>
internal static class StreamedExtras
{
#pragma warning disable SCME0001 // the only way to members that the SDK has no property for
    /// <summary>The model's thinking: DeepSeek, llama.cpp and older vLLM call it reasoning_content, Ollama and newer vLLM reasoning.</summary>
    public static string? Reasoning(StreamingChatCompletionUpdate update) =>
        update.Patch.TryGetValue("$.choices[0].delta.reasoning_content"u8, out string? content) ? content
        : update.Patch.TryGetValue("$.choices[0].delta.reasoning"u8, out string? reasoning) ? reasoning
        : null;

    /// <summary>An error in the middle of an answer that has begun with 200.</summary>
    public static void ThrowIfError(StreamingChatCompletionUpdate update)
    {
        if (update.Patch.TryGetJson("$.error"u8, out var error))
        {
            using var document = JsonDocument.Parse(error);
            if (document.RootElement.ValueKind != JsonValueKind.Null)
            {
                throw ModelErrors.InAnswer(document.RootElement);
            }
        }
    }
#pragma warning restore SCME0001
}
