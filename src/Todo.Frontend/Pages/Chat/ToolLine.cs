using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Todo.Contracts;

namespace Todo.Frontend.Pages.Chat;

/// <summary>A tool that ran, in one line for people.</summary>
public sealed record ToolLine(string Text, string Arguments, bool IsFailed)
{
    // Shown as text, which Razor encodes: letters stay as people write them.
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // The beginnings of the names of tools that only read.
    private static readonly string[] Reading = ["list_", "find_", "get_", "search_", "export_"];

    public static ToolLine Of(ToolCall call)
    {
        var error = call.Result is JsonObject failed && failed["error"] is not null;
        return new(Sentence(call, error), call.Arguments.ToJsonString(Readable), error);
    }

    /// <summary>True when there may be something to take back; what an undo has done is not.</summary>
    public static bool Changes(ToolCall call) =>
        call.Name != "undo" && !Array.Exists(Reading, beginning => call.Name.StartsWith(beginning, StringComparison.Ordinal)) && (call.Result as JsonObject)?["error"] is null;

    private static string Sentence(ToolCall call, bool error)
    {
        if (call.Result is not JsonObject result)
        {
            return Named(call.Name);
        }

        if (error)
        {
            return $"{Named(call.Name)}: {Said(result, "message") ?? Said(result, "error") ?? "it failed"}";
        }

        if (Said(result, "status") is { } status && Said(result, "title") is { } title)
        {
            return $"{Capital(Verb(status))} task {result["task_id"]} “{title}”";
        }

        return result["total"] is JsonValue total ? $"{Named(call.Name)}: {total}"
            : result["tasks"] is JsonArray tasks ? $"{Named(call.Name)}: {tasks.Count}"
            : Named(call.Name);
    }

    private static string Verb(string status) => status switch
    {
        "created" => "Added",
        "pending" => "Reopened",
        _ => status.Replace('_', ' '),
    };

    private static string Named(string tool) => Capital(tool.Replace('_', ' '));

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    private static string? Said(JsonObject result, string member) => result[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
