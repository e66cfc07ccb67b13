using System.Text.Json;
using Microsoft.Extensions.AI;
using AiFinishReason = Microsoft.Extensions.AI.ChatFinishReason;

namespace Todo.Backend.Assistant.OpenAi;

/// <summary>The arguments of a call, as text of the model's own. What is no object stays an exception on the call, which the model is told.</summary>
internal static class CallArguments
{
    // Twice the same name: which one is meant, nobody can tell.
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    public static FunctionCallContent Of(string? id, string name, string arguments, AiFinishReason? finish)
    {
        // Some servers give none; the results need one to refer to.
        var callId = string.IsNullOrEmpty(id) ? $"call_{Guid.NewGuid():N}" : id;
        try
        {
            return new FunctionCallContent(callId, name, Parse(arguments, finish));
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            return new FunctionCallContent(callId, name) { Exception = exception };
        }
    }

    private static Dictionary<string, object?> Parse(string text, AiFinishReason? finish)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            // A tool without parameters, or an answer that was cut before the first of them.
            return finish == AiFinishReason.Length || finish == AiFinishReason.ContentFilter
                ? throw new FormatException("The arguments are missing: the answer was cut off before them.")
                : [];
        }

        using var document = JsonDocument.Parse(text, Options);

        // Half of a surrogate pair shows only where the text is read (JsonElement.GetString): now rather than somewhere later.
        using var read = new Utf8JsonWriter(Stream.Null);
        document.RootElement.WriteTo(read);
        return document.RootElement.ValueKind switch
        {
            JsonValueKind.Object => document.RootElement.EnumerateObject().ToDictionary(
                member => member.Name, member => (object?)member.Value.Clone(), StringComparer.Ordinal),
            JsonValueKind.Null => [],
            var kind => throw new FormatException($"The arguments must be a JSON object, not {kind}."),
        };
    }
}
