using System.Text.Json;
using System.Text.Json.Nodes;

namespace Todo.Backend.Tools;

/// <summary>The arguments of one call. They come from an assistant, so nothing about them is taken for granted.</summary>
internal sealed class ToolArguments(JsonObject values)
{
    /// <summary>Null when it is absent, null or no text.</summary>
    public string? Text(string name) => values[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    /// <summary>Null when it is absent or no whole number; models also write numbers as text.</summary>
    public long? Number(string name) => values[name] is JsonValue value && long.TryParse(value.ToString(), out var number) ? number : null;
}
