using System.Globalization;
using Todo.Cli.Processes;

namespace Todo.Cli.Postgres;

/// <summary>
/// What a run that was killed has left: its server may still be running, or its lock files may name a process that is
/// somebody else's by now, or dead but not yet reaped (PostgreSQL would then refuse to start). The caller holds the
/// folder's lock, so no run is alive.
/// </summary>
internal static class DeadServer
{
    // Each has the postmaster's id in its first line.
    private static readonly string[] LockFiles = ["postmaster.pid", EmbeddedPostgres.SocketName + ".lock"];

    public static async Task EndAsync(string data, CancellationToken cancellation)
    {
        string[] locks = [.. LockFiles.Select(name => Path.Combine(data, name)).Where(File.Exists)];
        if (locks.Length == 0)
        {
            return;
        }

        // First the postmaster, in order; then whatever of it is left. All must be gone before the files may go: they also
        // guard the shared memory that an orphaned backend still writes to.
        var first = (await File.ReadAllLinesAsync(locks[0], cancellation)).FirstOrDefault();
        if (int.TryParse(first, CultureInfo.InvariantCulture, out var postmaster) && WorksIn(postmaster, data))
        {
            Signals.Send(postmaster, Signal.Interrupt);
            await GoneAsync(() => WorksIn(postmaster, data), TimeSpan.FromSeconds(10), cancellation);
        }

        foreach (var signal in (Signal[])[Signal.Quit, Signal.Kill])
        {
            foreach (var pid in Remaining(data))
            {
                Signals.Send(pid, signal);
            }

            await GoneAsync(() => Remaining(data).Any(), TimeSpan.FromSeconds(5), cancellation);
        }

        Array.ForEach(locks, File.Delete);
    }

    private static async Task GoneAsync(Func<bool> there, TimeSpan patience, CancellationToken cancellation)
    {
        for (var waited = TimeSpan.Zero; waited < patience && there(); waited += TimeSpan.FromMilliseconds(20))
        {
            await Task.Delay(20, cancellation);
        }
    }

    private static IEnumerable<int> Remaining(string data) =>
        Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0 && WorksIn(pid, data));

    // Identity, not only the number: a server works in its data folder.
    private static bool WorksIn(int pid, string data) =>
        Target($"/proc/{pid}/cwd") == data && Path.GetFileName(Target($"/proc/{pid}/exe")) is "postgres" or "postgres (deleted)";

    private static string? Target(string link)
    {
        try
        {
            return File.ResolveLinkTarget(link, returnFinalTarget: false)?.FullName;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
