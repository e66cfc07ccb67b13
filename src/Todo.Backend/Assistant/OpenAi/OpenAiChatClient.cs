using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Todo.Backend.Assistant.OpenAi;

/// <summary>
/// A model behind the Chat Completions API. Every failure is a <see cref="ModelUnavailableException"/>, but for a cancellation by the
/// caller; nothing is asked again after the first bytes of an answer.
/// </summary>
/// <param name="client">The SDK's client: it retries what the endpoint has turned away (<see cref="CallRetries"/>).</param>
/// <param name="model">For telemetry, as the endpoint.</param>
/// <param name="timeout">One call, with its retries and its whole answer.</param>
internal sealed class OpenAiChatClient(ChatClient client, string model, Uri endpoint, TimeSpan timeout, TimeProvider time) : IChatClient
{
    private readonly ChatClientMetadata metadata = new("openai", endpoint, model);

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var (request, settings) = (OutgoingMessages.Of(messages, options), OutgoingOptions.Of(options));
        using var deadline = new CallDeadline(timeout, time, cancellationToken);
        try
        {
            return WholeAnswer.Read(await client.CompleteChatAsync(request, settings, deadline.Token));
        }
        catch (Exception exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw ModelErrors.Of(exception);
        }
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (request, settings) = (OutgoingMessages.Of(messages, options), OutgoingOptions.Of(options));
        using var deadline = new CallDeadline(timeout, time, cancellationToken);
        var answer = new StreamedAnswer();
        await using var updates = client.CompleteChatStreamingAsync(request, settings, deadline.Token).GetAsyncEnumerator(deadline.Token);
        while (await NextAsync(updates, answer, cancellationToken) is { } update)
        {
            if (update.Contents.Count > 0)
            {
                yield return update;
            }
        }

        yield return answer.End();
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? metadata
        : serviceType == typeof(ChatClient) ? client
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose()
    {
        // The transport is shared by all calls and lives as long as the process.
    }

    private static async Task<ChatResponseUpdate?> NextAsync(
        IAsyncEnumerator<StreamingChatCompletionUpdate> updates, StreamedAnswer answer, CancellationToken cancellationToken)
    {
        try
        {
            return await updates.MoveNextAsync() ? answer.Read(updates.Current) : null;
        }
        catch (Exception exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw ModelErrors.Of(exception);
        }
    }

    /// <summary>Cancelled by the caller, or by the clock: also when the model falls silent in the middle of its answer.</summary>
    private sealed class CallDeadline : IDisposable
    {
        private readonly CancellationTokenSource clock;
        private readonly CancellationTokenSource either;

        public CallDeadline(TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
        {
            clock = new CancellationTokenSource(timeout, time);
            either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, clock.Token);
        }

        public CancellationToken Token => either.Token;

        public void Dispose()
        {
            either.Dispose();
            clock.Dispose();
        }
    }
}
