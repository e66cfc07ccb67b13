using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Todo.Cli.Mcp;

/// <summary>The messages in an HTTP answer: one as JSON, or any number as server-sent events.</summary>
internal static class AnswerMessages
{
    public const string EventStream = "text/event-stream";
    public const string Json = "application/json";

    /// <summary>Texts that are JSON objects; what is none is left out.</summary>
    public static async IAsyncEnumerable<(string Text, JsonElement Message)> ReadAsync(
        HttpResponseMessage answer, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (answer.Content.Headers.ContentType?.MediaType != EventStream)
        {
            var text = await answer.Content.ReadAsStringAsync(cancellation);
            if (Parse(text) is { } message)
            {
                yield return (text, message);
            }

            yield break;
        }

        await using var stream = await answer.Content.ReadAsStreamAsync(cancellation);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(cancellation))
        {
            if (Parse(item.Data) is { } message)
            {
                yield return (item.Data, message);
            }
        }
    }

    /// <summary>Whether a message is the response to the request of this id.</summary>
    public static bool IsResponse(JsonElement message, JsonElement request) =>
        !message.TryGetProperty("method", out _) && message.TryGetProperty("id", out var id) && JsonElement.DeepEquals(id, request);

    /// <summary>The revision that a response to initialize agrees on.</summary>
    public static string? Revision(JsonElement message) =>
        message.TryGetProperty("result", out var result) && result.ValueKind == JsonValueKind.Object
        && result.TryGetProperty("protocolVersion", out var revision) && revision.ValueKind == JsonValueKind.String ? revision.GetString() : null;

    /// <summary>Null when it is no JSON object.</summary>
    public static JsonElement? Parse(string text)
    {
        try
        {
            return JsonElement.Parse(text) is { ValueKind: JsonValueKind.Object } message ? message : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
