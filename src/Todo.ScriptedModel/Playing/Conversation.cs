using System.Text.Json;

namespace Todo.ScriptedModel.Playing;

/// <summary>What a script looks at in a request.</summary>
/// <param name="System">The system's messages.</param>
/// <param name="User">The last message of the user.</param>
/// <param name="Results">The results of tools since then.</param>
/// <param name="Latest">Those of them that the model has not seen yet.</param>
internal sealed record Conversation(string System, string User, IReadOnlyList<string> Results, IReadOnlyList<string> Latest)
{
    public static Conversation Of(JsonElement body)
    {
        var messages = body.GetProperty("messages").EnumerateArray().Select(message => (Role: message.GetProperty("role").GetString(), Text: Text(message))).ToList();
        var user = messages.FindLastIndex(message => message.Role == "user");
        var model = messages.FindLastIndex(message => message.Role == "assistant");
        return new Conversation(
            string.Join('\n', messages.Where(message => message.Role is "system" or "developer").Select(message => message.Text)),
            user < 0 ? "" : messages[user].Text,
            ResultsAfter(user),
            ResultsAfter(Math.Max(user, model)));

        string[] ResultsAfter(int index) => [.. messages.Skip(index + 1).Where(message => message.Role == "tool").Select(message => message.Text)];
    }

    /// <summary>A message's text: a string, or parts of which some are text.</summary>
    public static string Text(JsonElement message)
    {
        if (!message.TryGetProperty("content", out var content))
        {
            return "";
        }

        return content.ValueKind switch
        {
            JsonValueKind.String => content.GetString()!,
            JsonValueKind.Array => string.Concat(content.EnumerateArray().Select(part => part.TryGetProperty("text", out var text) ? text.GetString() : "")),
            _ => "",
        };
    }
}
