using System.Threading.Channels;
using Todo.Backend.Chat.Turns;

namespace Todo.Backend.Chat.Streaming;

/// <summary>What one stream hears of its conversation in this process. It may miss events: who reads looks at the rows, too.</summary>
internal sealed class EventReader(long conversation, Action<EventReader> close) : IDisposable
{
    // A client that reads slowly costs no memory: what it misses here it reads from the rows.
    private readonly Channel<TurnEvent> shown = Channel.CreateBounded<TurnEvent>(
        new BoundedChannelOptions(64) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public long Conversation { get; } = conversation;

    public void Show(TurnEvent stored) => shown.Writer.TryWrite(stored);

    /// <summary>The next event, or null when none has come in the given time.</summary>
    public async Task<TurnEvent?> NextAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (shown.Reader.TryRead(out var ready))
        {
            return ready;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(atMost);
        try
        {
            return await shown.Reader.ReadAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    public void Dispose() => close(this);
}
