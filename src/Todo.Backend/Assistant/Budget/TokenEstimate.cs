using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Todo.Backend.Assistant.Budget;

/// <summary>How many tokens something is, more or less: four bytes of UTF-8 each, which is near the truth for English and high for code.</summary>
internal static class TokenEstimate
{
    private const int BytesPerToken = 4;

    // Role and separators.
    private const int PerMessage = 4;

    public static int Of(string text) => (Encoding.UTF8.GetByteCount(text) + BytesPerToken - 1) / BytesPerToken;

    public static int Of(ChatMessage message) => PerMessage + message.Contents.Sum(Of);

    public static int Of(IEnumerable<ChatMessage> messages) => messages.Sum(Of);

    /// <summary>What is sent with every call: the instructions and the tools.</summary>
    public static int Of(ChatOptions? options) =>
        Of(options?.Instructions ?? "") + (options?.Tools ?? []).OfType<AIFunctionDeclaration>().Sum(tool => Of(tool.Name) + Of(tool.Description) + Of(tool.JsonSchema.GetRawText()));

    public static int Of(AIContent content) => content switch
    {
        TextContent text => Of(text.Text),
        FunctionCallContent call => Of(call.Name) + Of(JsonSerializer.Serialize(call.Arguments, AIJsonUtilities.DefaultOptions)),
        FunctionResultContent result => Of(result.Result?.ToString() ?? ""),
        _ => 0,
    };
}
