using System.Runtime.InteropServices;

namespace Todo.Cli.Processes;

/// <summary>Signals by POSIX number: .NET itself can only kill.</summary>
public enum Signal
{
    Interrupt = 2,
    Quit = 3,
    Kill = 9,
    Terminate = 15,
}

internal static partial class Signals
{
    /// <summary>Sends a signal; a process that is already gone is fine.</summary>
    public static void Send(int pid, Signal signal) => _ = Kill(pid, (int)signal);

    /// <summary>
    /// A shell starts what it puts into the background with SIGINT ignored, and .NET leaves an ignored signal alone;
    /// but a SIGINT that is sent to us means us.
    /// </summary>
    public static void StopIgnoringInterrupts() => _ = SetHandler((int)Signal.Interrupt, handler: 0);

    [LibraryImport("libc", EntryPoint = "signal", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint SetHandler(int signal, nint handler);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int pid, int signal);
}
