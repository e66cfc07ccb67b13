using Todo.Backend.Operations;

namespace Todo.Backend.Accounts.Authentication;

/// <summary>What a token stands on: when that ends, the token does.</summary>
internal enum Credential
{
    Session,
    Personal,

    /// <summary>An external issuer's token: it stands on the user alone.</summary>
    External,
}

/// <summary>A token verified lately, and whether it still is to be believed.</summary>
internal sealed class LiveToken(Credential kind, long id, Caller caller, DateTimeOffset expiresAt, long confirmedAt)
{
    private readonly Lock exclusive = new();
    private CancellationTokenSource? ended;
    private volatile bool isEnded;
    private volatile Caller caller = caller;
    private long confirmedAt = confirmedAt;
    private long usedAt = confirmedAt;
    private int watchers;

    public Credential Kind { get; } = kind;

    /// <summary>Key of the session, the personal token or, for an external one, the user.</summary>
    public long Id { get; } = id;

    public Caller Caller => caller;

    public DateTimeOffset ExpiresAt { get; } = expiresAt;

    public bool IsEnded => isEnded;

    /// <summary>When the database last said that it is good (a timestamp of the TimeProvider, taken before it was asked).</summary>
    public long ConfirmedAt => Interlocked.Read(ref confirmedAt);

    public long UsedAt => Interlocked.Read(ref usedAt);

    public bool IsWatched => Volatile.Read(ref watchers) > 0;

    /// <summary>When the row last was told of a use; only for personal tokens.</summary>
    public long RecordedAt { get; set; }

    public void Use(long now)
    {
        // Not each time: a line of memory that every request writes is one that every core waits for.
        if (now != usedAt)
        {
            Interlocked.Exchange(ref usedAt, now);
        }
    }

    public void Confirm(long asked, Caller known)
    {
        caller = known;
        Interlocked.Exchange(ref confirmedAt, asked);
    }

    public void End()
    {
        CancellationTokenSource? source;
        lock (exclusive)
        {
            isEnded = true;
            source = ended;
        }

        source?.Cancel();
    }

    /// <summary>Cancelled when the token ends, until the watch is disposed of.</summary>
    public CancellationToken Watch()
    {
        Interlocked.Increment(ref watchers);
        lock (exclusive)
        {
            if (isEnded)
            {
                return new CancellationToken(canceled: true);
            }

            ended ??= new CancellationTokenSource();
            return ended.Token;
        }
    }

    public void Unwatch() => Interlocked.Decrement(ref watchers);
}
