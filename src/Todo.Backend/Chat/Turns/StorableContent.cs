using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Todo.Backend.Chat.Turns;

/// <summary>
/// What a model says as PostgreSQL can store it: text and jsonb have no character U+0000, and a jsonb number has no more digits than a numeric.
/// </summary>
internal static class StorableContent
{
    private const int MostDigits = 100;

    /// <summary>The same content, or its nearest that can be stored; a call that can't is one with malformed arguments.</summary>
    public static AIContent Of(AIContent content)
    {
        switch (content)
        {
            case TextContent text:
                text.Text = Clean(text.Text);
                return text;
            case ErrorContent error:
                error.Message = Clean(error.Message);
                return error;
            case FunctionCallContent { InformationalOnly: false } call when call.Name.Contains('\0', StringComparison.Ordinal) || !call.Arguments.All(IsStorable):
                return new FunctionCallContent(call.CallId, Clean(call.Name)) { Exception = new JsonException("The arguments have characters or numbers that nothing can store.") };
            default:
                return content;
        }
    }

    private static string Clean(string text) => text.Replace('\0', '\uFFFD');

    private static bool All(this IDictionary<string, object?>? arguments, Func<JsonNode?, bool> check) =>
        arguments is null || check(JsonSerializer.SerializeToNode(arguments, AIJsonUtilities.DefaultOptions));

    private static bool IsStorable(JsonNode? node) => node switch
    {
        JsonObject members => members.All(member => IsStorable(member.Key) && IsStorable(member.Value)),
        JsonArray items => items.All(IsStorable),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => IsStorable(value.GetValue<string>()),
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => value.ToJsonString() is { Length: <= MostDigits } digits && double.IsFinite(double.Parse(digits)),
        _ => true,
    };

    private static bool IsStorable(string text) => !text.Contains('\0', StringComparison.Ordinal);
}
