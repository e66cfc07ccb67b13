namespace Todo.Frontend.Gateway;

/// <summary>
/// How many retries there may be: one for each ten requests, and a few more, so that an outage of the backend is not made worse by
/// everybody asking three times.
/// </summary>
internal sealed class RetryBudget
{
    private const int Retry = 10;
    private const int Most = 20 * Retry;

    private int tenths = Most;

    /// <summary>A request that is sent for the first time pays a tenth of a retry in.</summary>
    public void Earn()
    {
        if (Volatile.Read(ref tenths) < Most)
        {
            Interlocked.Increment(ref tenths);
        }
    }

    /// <summary>Takes one retry; false when there is none left.</summary>
    public bool TryTake()
    {
        if (Interlocked.Add(ref tenths, -Retry) >= 0)
        {
            return true;
        }

        Interlocked.Add(ref tenths, Retry);
        return false;
    }
}
