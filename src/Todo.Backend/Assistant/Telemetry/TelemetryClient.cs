using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Todo.Backend.Assistant.Telemetry;

/// <summary>A span and metrics of each call of a model, whatever becomes of it.</summary>
/// <param name="captureContent">Whether spans show what was said; metrics never do.</param>
internal sealed class TelemetryClient(IChatClient inner, ModelMetrics metrics, bool captureContent, TimeProvider time) : DelegatingChatClient(inner)
{
    private readonly ChatClientMetadata? metadata = inner.GetService<ChatClientMetadata>();

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var said = messages as IReadOnlyCollection<ChatMessage> ?? [.. messages];
        using var call = new ModelCall(metrics, time, metadata, options);
        call.Asked(said, options, captureContent);
        try
        {
            var response = await base.GetResponseAsync(said, options, cancellationToken);
            foreach (var update in response.ToChatResponseUpdates())
            {
                call.Took(update, captureContent);
            }

            return response;
        }
        catch (Exception exception)
        {
            call.Failed(exception);
            throw;
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var said = messages as IReadOnlyCollection<ChatMessage> ?? [.. messages];
        using var call = new ModelCall(metrics, time, metadata, options);
        call.Asked(said, options, captureContent);
        await using var updates = base.GetStreamingResponseAsync(said, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(updates, call) is { } update)
        {
            call.Chunk();
            call.Took(update, captureContent);
            yield return update;

            // What is current is the caller's again after a yield (dotnet/runtime issue 47802): requests would not be children of the call.
            Activity.Current = call.Activity ?? Activity.Current;
        }
    }

    private static async Task<ChatResponseUpdate?> NextAsync(IAsyncEnumerator<ChatResponseUpdate> updates, ModelCall call)
    {
        try
        {
            return await updates.MoveNextAsync() ? updates.Current : null;
        }
        catch (Exception exception)
        {
            call.Failed(exception);
            throw;
        }
    }
}
