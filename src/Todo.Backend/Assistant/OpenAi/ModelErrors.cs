using System.ClientModel;
using System.Text.Json;

namespace Todo.Backend.Assistant.OpenAi;

/// <summary>What went wrong with a call, in a kind and a sentence. Texts of the endpoint stay out: they quote keys and what was said.</summary>
internal static class ModelErrors
{
    private const int MaxCode = 64;

    public static ModelUnavailableException Of(Exception exception) => exception switch
    {
        ModelUnavailableException known => known,
        ClientResultException { Status: > 0 } answered => OfStatus(answered.Status, Error(answered)),
        OperationCanceledException => new(ModelFailure.Timeout, "The model took longer than BACKEND_AI_TIMEOUT allows."),
        { InnerException: ModelUnavailableException known } => known,
        ClientResultException or HttpRequestException => new(
            ModelFailure.Unreachable, "The model can't be reached: check BACKEND_AI_ENDPOINT, and that this process may connect to it.", exception.InnerException),
        IOException => new(ModelFailure.BadResponse, "The connection to the model was lost in the middle of its answer.", exception),
        _ => new(ModelFailure.BadResponse, $"What the model's endpoint answered can't be read ({exception.GetType().Name}): check that BACKEND_AI_ENDPOINT is an OpenAI-compatible API."),
    };

    /// <summary>An error object in an answer that had begun well.</summary>
    public static ModelUnavailableException InAnswer(JsonElement error)
    {
        var status = error.ValueKind == JsonValueKind.Object && error.TryGetProperty("code", out var code)
            && code.ValueKind == JsonValueKind.Number && code.TryGetInt32(out var number) && number is >= 400 and < 600 ? number : 500;
        return OfStatus(status, error);
    }

    private static ModelUnavailableException OfStatus(int status, JsonElement? error)
    {
        var code = Code(error);
        var told = code is null ? $"{status}" : $"{status}, {code}";
        return status switch
        {
            401 or 403 => new(ModelFailure.Unauthorized, $"The model's endpoint refuses the key ({told}): check BACKEND_AI_API_KEY and that it is for this model."),
            408 or 504 => new(ModelFailure.Timeout, $"The model's endpoint gave up waiting for the model ({told})."),
            429 => new(ModelFailure.RateLimited, $"The model's endpoint takes no more calls for now ({told}): check its limits and its billing."),
            >= 500 => new(IsTooLong(error) ? ModelFailure.ContextTooLong : ModelFailure.ServerError, $"The model's endpoint failed ({told})."),
            413 => new(ModelFailure.ContextTooLong, $"The conversation is too long for the model ({told})."),
            >= 400 when IsTooLong(error) => new(ModelFailure.ContextTooLong, $"The conversation is too long for the model ({told})."),
            >= 400 when code == "content_filter" => new(ModelFailure.Filtered, $"The endpoint's content filter does not let the conversation through ({told})."),
            >= 400 => new(ModelFailure.RequestRefused, $"The model's endpoint does not accept the request ({told}): check BACKEND_AI_MODEL, and that the model can call tools (docs/models.md)."),
            _ => new(ModelFailure.BadResponse, $"The model's endpoint answered {told}: check BACKEND_AI_ENDPOINT."),
        };
    }

    private static JsonElement? Error(ClientResultException exception)
    {
        try
        {
            using var document = JsonDocument.Parse(exception.GetRawResponse()?.Content ?? BinaryData.FromString("{}"));
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("error", out var error)
                ? error.Clone()
                : document.RootElement.Clone();
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    // OpenAI and Azure give a code, llama.cpp a type, vLLM a sentence only.
    private static bool IsTooLong(JsonElement? error) =>
        Code(error) is "context_length_exceeded" or "exceed_context_size_error"
        || (Text(error, "message") is { } message
            && (message.Contains("maximum context length", StringComparison.OrdinalIgnoreCase)
                || message.Contains("context size", StringComparison.OrdinalIgnoreCase)));

    // A word of the API's own; anything else could be a quotation.
    private static string? Code(JsonElement? error) =>
        new[] { Text(error, "code"), Text(error, "type") }
            .FirstOrDefault(text => text is { Length: > 0 and <= MaxCode } && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_') && !text.All(char.IsAsciiDigit));

    private static string? Text(JsonElement? error, string member) =>
        error is { ValueKind: JsonValueKind.Object } value && value.TryGetProperty(member, out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()
            : null;
}
