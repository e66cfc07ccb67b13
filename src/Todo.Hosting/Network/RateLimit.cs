using System.Collections.Concurrent;

namespace Todo.Hosting.Network;

/// <summary>
/// A token bucket for each key, without queue, in memory: every replica counts for itself. Kept as the instant at which the bucket
/// is full again (GCRA), one number a key and no lock; keys whose bucket is full are forgotten.
/// </summary>
/// <param name="permits">Size of the bucket: what may come at once.</param>
/// <param name="window">The time in which an empty bucket fills.</param>
/// <param name="time">The clock.</param>
public sealed class RateLimit<TKey>(int permits, TimeSpan window, TimeProvider time)
    where TKey : notnull
{
    // Beyond this many keys, sweep before adding; an attacker's addresses must not grow the memory without end.
    private const int SweepAbove = 10_000;

    private readonly ConcurrentDictionary<TKey, Bucket> buckets = new();
    private readonly long fill = (long)(window.TotalSeconds * time.TimestampFrequency);
    private long swept = time.GetTimestamp();

    internal int Count => buckets.Count;

    /// <summary>Takes one permit; false with the time until the next one when there is none.</summary>
    public bool TryAcquire(TKey key, out TimeSpan retryAfter)
    {
        var now = time.GetTimestamp();
        var cost = Math.Max(1, fill / permits);
        var bucket = buckets.TryGetValue(key, out var known) ? known : Add(key, now);
        while (true)
        {
            var full = Interlocked.Read(ref bucket.FullAt);
            var next = Math.Max(full, now) + cost;
            if (next - now > fill)
            {
                retryAfter = TimeSpan.FromSeconds((double)(next - now - fill) / time.TimestampFrequency);
                return false;
            }

            if (Interlocked.CompareExchange(ref bucket.FullAt, next, full) == full)
            {
                retryAfter = TimeSpan.Zero;
                return true;
            }
        }
    }

    private Bucket Add(TKey key, long now)
    {
        var last = Interlocked.Read(ref swept);
        if (buckets.Count >= SweepAbove && now - last > fill && Interlocked.CompareExchange(ref swept, now, last) == last)
        {
            foreach (var (old, bucket) in buckets)
            {
                if (Interlocked.Read(ref bucket.FullAt) <= now)
                {
                    buckets.TryRemove(old, out _);
                }
            }
        }

        return buckets.GetOrAdd(key, static _ => new Bucket());
    }

    private sealed class Bucket
    {
        public long FullAt;
    }
}
