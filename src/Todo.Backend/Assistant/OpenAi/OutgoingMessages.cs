using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using AiMessage = Microsoft.Extensions.AI.ChatMessage;
using OpenAiMessage = OpenAI.Chat.ChatMessage;

namespace Todo.Backend.Assistant.OpenAi;

/// <summary>The conversation as Chat Completions takes it: instructions first, one tool message a result.</summary>
internal static class OutgoingMessages
{
    private const int MaxName = 64;

    // The library's own, but without line breaks and blanks: each would be paid for as a token.
    private static readonly JsonSerializerOptions Json = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };

    public static List<OpenAiMessage> Of(IEnumerable<AiMessage> messages, ChatOptions? options)
    {
        var all = messages.SelectMany(Of);
        return string.IsNullOrWhiteSpace(options?.Instructions) ? [.. all] : [new SystemChatMessage(options.Instructions), .. all];
    }

    private static IEnumerable<OpenAiMessage> Of(AiMessage message) =>
        message.RawRepresentation is OpenAiMessage raw ? [raw]
        : message.Role == ChatRole.Tool ? message.Contents.OfType<FunctionResultContent>().Select(Result)
        : message.Role == ChatRole.Assistant ? [Assistant(message)]
        : message.Role == ChatRole.System ? [new SystemChatMessage(Parts(message)) { ParticipantName = Name(message) }]
#pragma warning disable OPENAI001 // the SDK may still rename it; a pinned version does not
        : message.Role.Value == "developer" ? [new DeveloperChatMessage(Parts(message)) { ParticipantName = Name(message) }]
#pragma warning restore OPENAI001
        : [new UserChatMessage(Parts(message)) { ParticipantName = Name(message) }];

    private static ToolChatMessage Result(FunctionResultContent content) =>
        new(content.CallId, content.Result switch
        {
            null => "",
            string text => text,
            var value => JsonSerializer.Serialize(value, Json),
        });

    private static AssistantChatMessage Assistant(AiMessage message)
    {
        var parts = message.Contents.Select(Part).OfType<ChatMessageContentPart>().ToList();
        var calls = message.Contents.OfType<FunctionCallContent>().Select(Call).ToList();
        AssistantChatMessage result;
        if (parts.Count == 0 && calls.Count > 0)
        {
            result = new AssistantChatMessage(calls);
        }
        else
        {
            result = new AssistantChatMessage(parts.Count > 0 ? parts : [ChatMessageContentPart.CreateTextPart("")]);
            calls.ForEach(result.ToolCalls.Add);
        }

        result.ParticipantName = Name(message);
        result.Refusal = message.Contents.OfType<ErrorContent>().FirstOrDefault(error => error.ErrorCode == Refusal.Code)?.Message;
        return result;
    }

    // Arguments that could not be parsed are gone: servers that parse those of earlier calls must still find an object.
    private static ChatToolCall Call(FunctionCallContent call) =>
        ChatToolCall.CreateFunctionToolCall(call.CallId, call.Name, call.Arguments is null
            ? BinaryData.FromString("{}")
            : BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(call.Arguments, Json)));

    private static List<ChatMessageContentPart> Parts(AiMessage message)
    {
        var parts = message.Contents.Select(Part).OfType<ChatMessageContentPart>().ToList();
        return parts.Count > 0 ? parts : [ChatMessageContentPart.CreateTextPart("")];
    }

    private static ChatMessageContentPart? Part(AIContent content) => content switch
    {
        TextContent text => ChatMessageContentPart.CreateTextPart(text.Text),
        DataContent data when data.HasTopLevelMediaType("image") => ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes(data.Data), data.MediaType),
        UriContent uri when uri.HasTopLevelMediaType("image") => ChatMessageContentPart.CreateImagePart(uri.Uri),
        _ => null,
    };

    private static string? Name(AiMessage message)
    {
        var name = string.Concat((message.AuthorName ?? "").Where(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_').Take(MaxName));
        return name.Length > 0 ? name : null;
    }
}
