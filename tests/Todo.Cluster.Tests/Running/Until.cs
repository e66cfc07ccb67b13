using System.Diagnostics;

namespace Todo.Cluster.Tests.Running;

/// <summary>Waits for what a cluster does in its own time.</summary>
public static class Until
{
    /// <summary>Asks until the answer is not null, and gives it with the time it took; fails with the last thing seen when the limit has passed.</summary>
    public static async Task<(T Value, TimeSpan Time)> AsyncValue<T>(TimeSpan limit, string what, Func<CancellationToken, Task<(T? Value, string Seen)>> ask, CancellationToken cancellation)
        where T : class
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var (value, seen) = await ask(cancellation);
            if (value is not null)
            {
                return (value, watch.Elapsed);
            }

            Assert.True(watch.Elapsed < limit, $"After {watch.Elapsed.TotalSeconds:0} s still not: {what}. Last seen: {seen}");
            await Task.Delay(TimeSpan.FromMilliseconds(500), cancellation);
        }
    }

    /// <summary>Asks until it is so, and gives the time it took.</summary>
    public static async Task<TimeSpan> Async(TimeSpan limit, string what, Func<CancellationToken, Task<(bool IsSo, string Seen)>> ask, CancellationToken cancellation)
    {
        var (_, time) = await AsyncValue(limit, what, async token => await ask(token) is var (isSo, seen) ? (isSo ? seen : null, seen) : default, cancellation);
        return time;
    }
}
