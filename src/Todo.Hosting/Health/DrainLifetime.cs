using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;

namespace Todo.Hosting.Health;

/// <summary>
/// SIGTERM, SIGINT or SIGQUIT: readiness turns red, the drain delay lets load balancers notice, then streams are told and the host stops.
/// A second signal skips the delay.
/// </summary>
internal sealed class DrainLifetime(ServiceHealth health, ServiceSettings settings, IHostApplicationLifetime lifetime, TimeProvider time)
    : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> signals = [];
    private readonly CancellationTokenSource atOnce = new();
    private int asked;

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        foreach (var signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT])
        {
            signals.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                _ = StopAsync();
            }));
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        signals.ForEach(signal => signal.Dispose());
        atOnce.Dispose();
    }

    /// <summary>What a signal does.</summary>
    internal async Task StopAsync()
    {
        if (Interlocked.Increment(ref asked) > 1)
        {
            await atOnce.CancelAsync();
            return;
        }

        health.TurnRed();
        if (settings.EffectiveDrainDelay > TimeSpan.Zero && health.IsStarted)
        {
            await Task.Delay(settings.EffectiveDrainDelay, time, atOnce.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        health.Drain();
        lifetime.StopApplication();
    }
}
