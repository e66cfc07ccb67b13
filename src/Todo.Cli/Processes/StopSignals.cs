using System.Runtime.InteropServices;

namespace Todo.Cli.Processes;

/// <summary>Ctrl-C, SIGTERM, SIGQUIT and a closed terminal ask us to stop; what we have started is stopped by us, in order.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly List<PosixSignalRegistration> registrations = [];

    public StopSignals()
    {
        Signals.StopIgnoringInterrupts();
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT, PosixSignal.SIGHUP])
        {
            registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                stop.Cancel();
            }));
        }
    }

    public CancellationToken Token => stop.Token;

    public void Dispose()
    {
        registrations.ForEach(registration => registration.Dispose());
        stop.Dispose();
    }
}
