using System.Text.Json;
using System.Text.RegularExpressions;

namespace Todo.ScriptedModel.Wire;

/// <summary>What the API refuses, in its words: a request that would fail there fails here (seen in its answers).</summary>
internal static partial class RequestRules
{
    private static readonly string[] Roles = ["system", "developer", "user", "assistant", "tool"];

    /// <summary>The first thing that is wrong; null when nothing is.</summary>
    public static ApiError? Check(JsonElement body) => body switch
    {
        { ValueKind: not JsonValueKind.Object } => ApiError.Invalid("We could not parse the JSON body of your request."),
        _ when !IsText(body, "model") => ApiError.Invalid("you must provide a model parameter"),
        _ when !body.TryGetProperty("messages", out var messages) || messages.ValueKind != JsonValueKind.Array =>
            ApiError.Invalid("Missing required parameter: 'messages'.", "messages", "missing_required_parameter"),
        _ when body.GetProperty("messages").GetArrayLength() == 0 =>
            ApiError.Invalid("Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.", "messages", "empty_array"),
        _ => Tools(body) ?? Messages([.. body.GetProperty("messages").EnumerateArray()]),
    };

    private static ApiError? Tools(JsonElement body)
    {
        var tools = body.TryGetProperty("tools", out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().ToArray() : null;
        if (tools is { Length: 0 })
        {
            return ApiError.Invalid("Invalid 'tools': empty array. Expected an array with minimum length 1, but got an empty array instead.", "tools", "empty_array");
        }

        if (tools is null && (body.TryGetProperty("tool_choice", out _) || body.TryGetProperty("parallel_tool_calls", out _)))
        {
            return ApiError.Invalid("'tool_choice' and 'parallel_tool_calls' are only allowed when 'tools' are specified.", "tool_choice");
        }

        for (var index = 0; index < tools?.Length; index++)
        {
            if (!tools[index].TryGetProperty("function", out var function) || !IsText(function, "name"))
            {
                return ApiError.Invalid($"Missing required parameter: 'tools[{index}].function'.", $"tools[{index}].function", "missing_required_parameter");
            }

            if (!Name().IsMatch(function.GetProperty("name").GetString()!))
            {
                return ApiError.Invalid($"Invalid 'tools[{index}].function.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.", $"tools[{index}].function.name", "invalid_value");
            }
        }

        return null;
    }

    // Every call has its result, right after it, and no result comes without its call.
    private static ApiError? Messages(JsonElement[] messages)
    {
        var open = new List<string>();
        for (var index = 0; index < messages.Length; index++)
        {
            var (message, at) = (messages[index], $"messages.[{index}].role");
            if (!IsText(message, "role") || !Roles.Contains(message.GetProperty("role").GetString(), StringComparer.Ordinal))
            {
                return ApiError.Invalid($"Invalid value for 'messages[{index}].role'. Supported values are: 'system', 'assistant', 'user', 'tool', and 'developer'.", $"messages[{index}].role", "invalid_value");
            }

            var role = message.GetProperty("role").GetString();
            if (role == "tool")
            {
                if (!IsText(message, "tool_call_id") || !open.Remove(message.GetProperty("tool_call_id").GetString()!))
                {
                    return ApiError.Invalid("Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.", at);
                }
            }
            else if (open.Count > 0)
            {
                return Unanswered(open, at);
            }

            if (role != "assistant" && !HasContent(message))
            {
                return ApiError.Invalid($"Invalid value for 'content': expected a string, got null.", $"messages.[{index}].content");
            }

            if (role == "assistant")
            {
                open.AddRange(Calls(message));
            }
        }

        return open.Count > 0 ? Unanswered(open, $"messages.[{messages.Length - 1}].role") : null;
    }

    private static ApiError Unanswered(List<string> open, string at) => ApiError.Invalid(
        "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. "
        + $"The following tool_call_ids did not have response messages: {string.Join(", ", open)}",
        at);

    private static IEnumerable<string> Calls(JsonElement message) =>
        message.TryGetProperty("tool_calls", out var calls) && calls.ValueKind == JsonValueKind.Array
            ? calls.EnumerateArray().Select(call => IsText(call, "id") ? call.GetProperty("id").GetString()! : "")
            : [];

    private static bool HasContent(JsonElement message) =>
        message.TryGetProperty("content", out var content) && content.ValueKind is JsonValueKind.String or JsonValueKind.Array;

    private static bool IsText(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String;

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,64}$", RegexOptions.None, 1000)]
    private static partial Regex Name();
}
