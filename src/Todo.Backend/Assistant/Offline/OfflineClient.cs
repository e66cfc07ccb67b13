using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Todo.Backend.Assistant.Offline;

/// <summary>
/// The offline assistant as a chat client: a pure function of the messages and the day. What it needs done it asks of the tools, as a
/// model would.
/// </summary>
internal sealed class OfflineClient(TimeProvider time, TimeZoneInfo zone) : IChatClient
{
    /// <summary>The author and model of its messages: by this a turn knows who answers it.</summary>
    public const string Name = "offline";

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var turn = OfflineTurn.Read([.. messages]);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone).DateTime);
        var step = OfflineAssistant.Next(turn, today);
        AIContent content = step switch
        {
            OfflineStep.Call call when IsOffered(call.Tool, options) => new FunctionCallContent($"offline-{turn.Results.Count + 1}", call.Tool, call.Arguments),
            OfflineStep.Call => new TextContent("I can't do that here: what you are signed in with does not allow it. Nothing was changed."),
            OfflineStep.Say say => new TextContent(say.Text),
            _ => throw new InvalidOperationException("There is no other kind of step."),
        };
        await Task.CompletedTask;
        yield return new ChatResponseUpdate(ChatRole.Assistant, [content])
        {
            AuthorName = Name,
            ModelId = Name,
            MessageId = Guid.CreateVersion7().ToString("N"),
            FinishReason = content is FunctionCallContent ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
        };
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata(Name, defaultModelId: Name)
        : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        // It holds nothing.
    }

    private static bool IsOffered(string tool, ChatOptions? options) => options?.Tools?.Any(offered => offered.Name == tool) == true;
}
