using System.Diagnostics;
using System.Globalization;

[assembly: AssemblyFixture(typeof(Todo.Backend.Tests.StandstillWatch))]

namespace Todo.Backend.Tests;

/// <summary>
/// Says beside the tests when all of them stood still, because the machine did or no thread of the pool was free: a test that then failed
/// for want of time is not to blame, and can't know.
/// </summary>
public sealed class StandstillWatch : IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(4);

    private readonly ManualResetEventSlim ended = new();
    private readonly Thread thread;

    public StandstillWatch()
    {
        thread = new Thread(Watch) { IsBackground = true };
        thread.Start();
    }

    public void Dispose()
    {
        ended.Set();
        thread.Join();
        ended.Dispose();
    }

    private void Watch()
    {
        for (var before = Stopwatch.GetTimestamp(); !ended.Wait(Beat); before = Stopwatch.GetTimestamp())
        {
            Tell("The process", Stopwatch.GetElapsedTime(before) - Beat);
            ThreadPool.UnsafeQueueUserWorkItem(asked => Tell("The thread pool", Stopwatch.GetElapsedTime(asked)), Stopwatch.GetTimestamp(), preferLocal: false);
        }
    }

    private static void Tell(string what, TimeSpan time)
    {
        if (time > Long)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[STANDSTILL] {what} of the tests stood still for {time.TotalSeconds:0} s, until {DateTime.UtcNow:HH:mm:ss}."));
        }
    }
}
