using Microsoft.Extensions.AI;
using Todo.Backend.Assistant;
using Todo.Backend.Assistant.OpenAi;
using Todo.Hosting.Settings;

namespace Todo.Backend.Tests.Assistant.OpenAi;

/// <summary>The adapter over a handler instead of a network.</summary>
internal static class TestModel
{
    public static readonly ChatMessage[] Hello = [new(ChatRole.User, "hello")];

    public static IChatClient Over(HttpMessageHandler handler, TimeProvider? time = null, Secret? key = null, string endpoint = "http://models.example/v1") =>
        OpenAiModel.Create(
            new AiSettings { Model = "test-model", Endpoint = new Uri(endpoint), ApiKey = key, Timeout = TimeSpan.FromSeconds(30) },
            time ?? TimeProvider.System,
            handler);

    /// <summary>A stream of these chunks and [DONE].</summary>
    public static string Sse(params string[] chunks) => string.Concat(chunks.Append("[DONE]").Select(chunk => $"data: {chunk}\n\n"));

    /// <summary>A chunk of the first choice.</summary>
    public static string Chunk(string delta, string? finish = null) =>
        $$"""{"id":"c1","object":"chat.completion.chunk","created":1700000000,"model":"m-1","choices":[{"index":0,"delta":{{delta}},"finish_reason":{{(finish is null ? "null" : $"\"{finish}\"")}}}]}""";

    public static async Task<List<ChatResponseUpdate>> StreamAsync(this IChatClient model, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in model.GetStreamingResponseAsync(Hello, options, cancellationToken))
        {
            updates.Add(update);
        }

        return updates;
    }

    /// <summary>The updates of a stream with this body, as one response.</summary>
    public static async Task<ChatResponse> StreamedAsync(string body)
    {
        using var handler = new CannedHandler(CannedHandler.Events(body));
        using var model = Over(handler);
        return (await model.StreamAsync()).ToChatResponse();
    }
}
