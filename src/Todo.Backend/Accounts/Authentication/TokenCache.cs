using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Todo.Backend.Accounts.Authentication;

/// <summary>SHA-256 of a token: the token itself is not kept.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct TokenHash(UInt128 High, UInt128 Low)
{
    private const int StackLimit = 2048;

    public static TokenHash Of(ReadOnlySpan<char> token)
    {
        Span<byte> utf8 = token.Length * 3 <= StackLimit ? stackalloc byte[StackLimit] : new byte[token.Length * 3];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(token, utf8)], hash);
        return MemoryMarshal.Read<TokenHash>(hash);
    }

    // The hash is as even as any.
    public override int GetHashCode() => (int)Low;
}

/// <summary>
/// Tokens verified lately, bounded, by hash: checking ES256 costs more than the rest of a small request. A token is believed while the
/// database has confirmed it within <see cref="Trust"/>; a revocation on this replica ends it at once.
/// </summary>
internal sealed class TokenCache(TimeProvider time)
{
    /// <summary>How old the database's word may be.</summary>
    public static readonly TimeSpan Trust = TimeSpan.FromSeconds(5);

    private const int Capacity = 50_000;
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<TokenHash, LiveToken> tokens = new();
    private readonly ConcurrentDictionary<LiveToken, byte> watched = new();
    private long generation;

    /// <summary>Counts the revocations on this replica: what was read from the database before one is not kept after it.</summary>
    public long Generation => Interlocked.Read(ref generation);

    internal int Count => tokens.Count;

    /// <summary>The token when it is known and still to be believed.</summary>
    public LiveToken? Find(TokenHash hash)
    {
        if (!tokens.TryGetValue(hash, out var token))
        {
            return null;
        }

        var now = time.GetTimestamp();
        if (token.IsEnded || time.GetElapsedTime(token.ConfirmedAt, now) >= Trust || token.ExpiresAt <= time.GetUtcNow())
        {
            return null;
        }

        if (time.GetElapsedTime(token.UsedAt, now).TotalSeconds >= 1)
        {
            token.Use(now);
        }

        return token;
    }

    /// <summary>Keeps a token that was just verified, unless something was revoked since <paramref name="seen"/>.</summary>
    public void Add(TokenHash hash, LiveToken token, long seen)
    {
        if (tokens.Count >= Capacity)
        {
            MakeRoom();
        }

        tokens[hash] = token;
        if (Generation != seen)
        {
            tokens.TryRemove(new KeyValuePair<TokenHash, LiveToken>(hash, token));
        }
    }

    /// <summary>A signal for something long, such as an event stream; give the token back with <see cref="Unwatch"/>.</summary>
    public CancellationToken Watch(LiveToken token)
    {
        watched.TryAdd(token, 0);
        return token.Watch();
    }

    public void Unwatch(LiveToken token)
    {
        token.Unwatch();
        if (!token.IsWatched)
        {
            watched.TryRemove(token, out _);
            if (token.IsWatched)
            {
                // Somebody came while it was taken away.
                watched.TryAdd(token, 0);
            }
        }
    }

    /// <summary>Ends everything that stands on a session or a personal token, at once.</summary>
    public void End(Credential kind, IReadOnlyCollection<long> ids) => End(token => token.Kind == kind && ids.Contains(token.Id));

    /// <summary>Ends every token of a user, at once.</summary>
    public void EndUser(long userId) => End(token => token.Caller.UserId == userId);

    /// <summary>Takes a change of a user's settings into the callers known here.</summary>
    public void Update(long userId, TimeZoneInfo zone)
    {
        foreach (var token in All().Where(token => token.Caller.UserId == userId))
        {
            token.Confirm(token.ConfirmedAt, token.Caller with { TimeZone = zone });
        }
    }

    /// <summary>Forgets what has ended or idles, ends what has expired, and gives the rest.</summary>
    public IReadOnlyList<LiveToken> Sweep()
    {
        var (now, at) = (time.GetTimestamp(), time.GetUtcNow());
        foreach (var (hash, token) in tokens)
        {
            if (token.IsEnded || token.ExpiresAt <= at || time.GetElapsedTime(token.UsedAt, now) > Idle)
            {
                tokens.TryRemove(hash, out _);
            }
        }

        foreach (var token in watched.Keys.Where(token => token.ExpiresAt <= at))
        {
            token.End();
        }

        return [.. All().Where(token => !token.IsEnded)];
    }

    /// <summary>Ends streams whose token nobody has confirmed in time.</summary>
    public void EndUnconfirmed()
    {
        var now = time.GetTimestamp();
        foreach (var token in watched.Keys.Where(token => time.GetElapsedTime(token.ConfirmedAt, now) >= Trust))
        {
            token.End();
        }
    }

    private void End(Func<LiveToken, bool> which)
    {
        Interlocked.Increment(ref generation);
        foreach (var token in All().Where(which))
        {
            token.End();
        }
    }

    private HashSet<LiveToken> All() => [.. tokens.Values, .. watched.Keys];

    // Any half will do: what is still used comes back with its next request.
    private void MakeRoom()
    {
        foreach (var (hash, _) in tokens.Take(Capacity / 2))
        {
            tokens.TryRemove(hash, out _);
        }
    }
}
