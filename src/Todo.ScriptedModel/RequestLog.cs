namespace Todo.ScriptedModel;

/// <summary>All requests in the order in which they came, and those that nothing answered.</summary>
internal sealed class RequestLog
{
    private readonly Lock writing = new();
    private readonly List<RecordedRequest> all = [];
    private readonly List<string> unmatched = [];
    private TaskCompletionSource more = New();

    public IReadOnlyList<RecordedRequest> All
    {
        get
        {
            lock (writing)
            {
                return [.. all];
            }
        }
    }

    public IReadOnlyList<string> Unmatched
    {
        get
        {
            lock (writing)
            {
                return [.. unmatched];
            }
        }
    }

    public void Add(RecordedRequest request)
    {
        lock (writing)
        {
            all.Add(request);
            more.SetResult();
            more = New();
        }
    }

    public void AddUnmatched(string problem)
    {
        lock (writing)
        {
            unmatched.Add(problem);
        }
    }

    public async Task<RecordedRequest> WaitAsync(int number, CancellationToken cancellation)
    {
        while (true)
        {
            Task next;
            lock (writing)
            {
                if (all.Count >= number)
                {
                    return all[number - 1];
                }

                next = more.Task;
            }

            await next.WaitAsync(cancellation);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
