using System.Text.Json;
using Todo.ScriptedModel.Playing;

namespace Todo.ScriptedModel;

/// <summary>A request as it came.</summary>
/// <param name="Text">The body as it was sent.</param>
/// <param name="Body">The body; undefined when it was no JSON.</param>
/// <param name="Headers">Headers by name, whatever its case; several values with commas.</param>
public sealed record RecordedRequest(string Text, JsonElement Body, IReadOnlyDictionary<string, string> Headers)
{
    private readonly TaskCompletionSource left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The name or number of the exchange that answered it; null when none did.</summary>
    public string? Exchange { get; internal set; }

    /// <summary>Done when the client has gone before its answer was complete.</summary>
    public Task ClientLeft => left.Task;

    public string? Model => Member("model")?.GetString();

    public bool IsStreaming => Member("stream")?.ValueKind == JsonValueKind.True;

    public IReadOnlyList<JsonElement> Messages => [.. Member("messages")?.EnumerateArray() ?? default];

    /// <summary>The names of the tools that were offered.</summary>
    public IReadOnlyList<string> Tools => [.. (Member("tools")?.EnumerateArray() ?? default).Select(tool => tool.GetProperty("function").GetProperty("name").GetString()!)];

    internal Conversation Conversation => Conversation.Of(Body);

    internal bool IncludesUsage => Member("stream_options") is { ValueKind: JsonValueKind.Object } options
        && options.TryGetProperty("include_usage", out var include) && include.ValueKind == JsonValueKind.True;

    internal void Leave() => left.TrySetResult();

    private JsonElement? Member(string name) =>
        Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty(name, out var member) ? member : null;
}
