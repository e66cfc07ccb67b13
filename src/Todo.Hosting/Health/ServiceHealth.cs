namespace Todo.Hosting.Health;

/// <summary>Tells long streams and workers that this process is about to stop.</summary>
public interface IDrain
{
    /// <summary>Cancelled when open streams should end, so that their clients come back on another replica.</summary>
    CancellationToken Draining { get; }
}

/// <summary>Where the process is in its life: starting, ready, draining.</summary>
public sealed class ServiceHealth : IDrain, IDisposable
{
    private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource draining = new();
    private volatile bool stopping;

    /// <summary>Completes when every startup dependency has been reached; workers that need them await it first.</summary>
    public Task Started => started.Task;

    public bool IsStarted => started.Task.IsCompletedSuccessfully;

    /// <summary>Readiness has turned red for good: the process is about to stop.</summary>
    public bool IsStopping => stopping;

    public bool IsReady => IsStarted && !stopping;

    /// <summary>The dependency that the start is waiting for; null when there is none.</summary>
    public string? WaitingFor { get; internal set; }

    /// <summary>Why the start failed; null when it did not. The process then ends with exit code 1.</summary>
    public string? StartFailure { get; internal set; }

    public CancellationToken Draining => draining.Token;

    public void Dispose() => draining.Dispose();

    internal void Start() => started.TrySetResult();

    internal void Fail(string reason)
    {
        StartFailure = reason;
        started.TrySetCanceled();
    }

    internal void TurnRed() => stopping = true;

    internal void Drain()
    {
        stopping = true;
        draining.Cancel();
    }
}
