using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Todo.Backend.Assistant.Telemetry;

/// <summary>What was said, in the JSON of the semantic conventions ("gen_ai.input.messages"); only where operators ask for it.</summary>
internal static class SpanContent
{
    private static readonly JsonSerializerOptions Json = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };

    public static string Text(string text) => new JsonArray(Part("text", text)).ToJsonString(Json);

    public static string Of(IEnumerable<ChatMessage> messages, string? finish = null) =>
        new JsonArray([.. messages.Select(message => Of(message, finish))]).ToJsonString(Json);

    private static JsonObject Of(ChatMessage message, string? finish)
    {
        var result = new JsonObject
        {
            ["role"] = message.Role.Value,
            ["parts"] = new JsonArray([.. message.Contents.Select(Part).OfType<JsonNode>()]),
        };
        if (finish is not null)
        {
            result["finish_reason"] = finish;
        }

        return result;
    }

    private static JsonObject? Part(AIContent content) => content switch
    {
        TextContent text => Part("text", text.Text),
        TextReasoningContent reasoning => Part("reasoning", reasoning.Text),
        ErrorContent error => Part("error", error.Message),
        FunctionCallContent call => new JsonObject
        {
            ["type"] = "tool_call",
            ["id"] = call.CallId,
            ["name"] = call.Name,
            ["arguments"] = JsonSerializer.SerializeToNode(call.Arguments, Json),
        },
        FunctionResultContent result => new JsonObject
        {
            ["type"] = "tool_call_response",
            ["id"] = result.CallId,
            ["response"] = JsonSerializer.SerializeToNode(result.Result, Json),
        },
        _ => null,
    };

    private static JsonObject Part(string type, string text) => new() { ["type"] = type, ["content"] = text };
}
