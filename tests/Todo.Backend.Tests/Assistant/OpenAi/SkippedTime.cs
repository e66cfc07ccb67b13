namespace Todo.Backend.Tests.Assistant.OpenAi;

/// <summary>A clock for waits: those up to ten seconds are over at once and noted, longer ones (deadlines) are over when told.</summary>
internal sealed class SkippedTime : TimeProvider
{
    private readonly List<Timer> deadlines = [];

    public List<TimeSpan> Waits { get; } = [];

    public void EndAll() => deadlines.ToList().ForEach(timer => timer.Fire());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(callback, state);
        if (dueTime <= TimeSpan.FromSeconds(10))
        {
            Waits.Add(dueTime);
            ThreadPool.QueueUserWorkItem(_ => timer.Fire());
        }
        else
        {
            deadlines.Add(timer);
        }

        return timer;
    }

    private sealed class Timer(TimerCallback callback, object? state) : ITimer
    {
        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
