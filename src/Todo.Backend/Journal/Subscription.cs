namespace Todo.Backend.Journal;

/// <summary>One open stream, as the reader knows it.</summary>
internal sealed class Subscription(long userId, Action<Subscription> close) : IDisposable
{
    private readonly SemaphoreSlim moved = new(0, 1);
    private EventId? head;

    public long UserId { get; } = userId;

    /// <summary>Where the user's journal ended when the reader looked last; null before that, and when the account is gone.</summary>
    public EventId? Head => Volatile.Read(ref head);

    /// <summary>Waits until the journal has moved, at most for the given time.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => moved.WaitAsync(atMost, cancellationToken);

    public void Moved(EventId? to)
    {
        if (to == Head)
        {
            return;
        }

        Volatile.Write(ref head, to);
        try
        {
            moved.Release();
        }
        catch (SemaphoreFullException)
        {
            // The stream has not yet looked since the last time.
        }
        catch (ObjectDisposedException)
        {
            // The stream has ended meanwhile.
        }
    }

    public void Dispose()
    {
        close(this);
        moved.Dispose();
    }
}
