using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Todo.Backend.Chat.Turns;

/// <summary>
/// What a model says as PostgreSQL can store it: text and jsonb have no character U+0000, and a jsonb number has no more digits than a numeric.
/// Control characters mean nothing to people and much to terminals; names are those that Chat Completions takes, also of what it said itself.
/// </summary>
internal static class StorableContent
{
    private const string NoName = "invalid_name";
    private const int MaxName = 64;
    private const int MaxDepth = 32;
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
            case FunctionCallContent { InformationalOnly: false } call when !IsName(call.Name):
                return Of(new FunctionCallContent(call.CallId, NoName, call.Arguments) { Exception = call.Exception, AdditionalProperties = call.AdditionalProperties });
            case FunctionCallContent { InformationalOnly: false } call when !call.Arguments.All(node => IsStorable(node, MaxDepth)):
                return new FunctionCallContent(call.CallId, call.Name) { Exception = new JsonException("The arguments have characters or numbers that nothing can store.") };
            default:
                return content;
        }
    }

    private static string Clean(string text) => text.Any(IsControl) ? string.Concat(text.Select(letter => IsControl(letter) ? '\uFFFD' : letter)) : text;

    private static bool IsControl(char letter) => char.IsControl(letter) && letter is not ('\n' or '\r' or '\t');

    private static bool IsName(string name) => name.Length is > 0 and <= MaxName && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-');

    private static bool All(this IDictionary<string, object?>? arguments, Func<JsonNode?, bool> check) =>
        arguments is null || check(JsonSerializer.SerializeToNode(arguments, AIJsonUtilities.DefaultOptions));

    private static bool IsStorable(JsonNode? node, int depth) => depth > 0 && node switch
    {
        JsonObject members => members.All(member => IsStorable(member.Key) && IsStorable(member.Value, depth - 1)),
        JsonArray items => items.All(item => IsStorable(item, depth - 1)),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => IsStorable(value.GetValue<string>()),
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => IsNumber(value.ToJsonString()),
        _ => true,
    };

    // What is so near to 0 that it is read as 0 has more digits than a numeric, too.
    private static bool IsNumber(string text) =>
        text.Length <= MostDigits && double.Parse(text) is var number && double.IsFinite(number) && (number != 0 || !text.Contains('e', StringComparison.OrdinalIgnoreCase));

    private static bool IsStorable(string text) => !text.Contains('\0', StringComparison.Ordinal);
}
