using System.ComponentModel;
using System.Diagnostics;

namespace Todo.Cli.Processes;

/// <summary>What to start: the program, its arguments, its whole environment, and how it is asked to stop.</summary>
public sealed record ChildStart(string Name, string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>Replaces the environment when given; otherwise ours is inherited.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>The signal it gets from us to stop, and from the kernel when we are gone.</summary>
    public Signal StopSignal { get; init; } = Signal.Terminate;

    /// <summary>Runs as this user; null is the present one.</summary>
    public UnixUser? User { get; init; }

    /// <summary>Opened before the user changes and handed over as <see cref="Child.InheritedFolder"/>.</summary>
    public string? Folder { get; init; }

    /// <summary>Fed to standard input, which then ends; none is an empty input.</summary>
    public string? Input { get; init; }

    /// <summary>Takes our own standard input, output and error instead of the three above and below.</summary>
    public bool SharesConsole { get; init; }

    public Action<string> Output { get; init; } = _ => { };

    public Action<string> Error { get; init; } = _ => { };
}

/// <summary>
/// A process of ours: in a session of its own, so that Ctrl-C on the terminal reaches only us, and ended by the kernel
/// when we die without having stopped it. `setsid` and `setpriv` (util-linux) replace themselves: the id is the program's.
/// </summary>
public sealed class Child : IAsyncDisposable
{
    /// <summary>
    /// Names <see cref="ChildStart.Folder"/> by its open descriptor, so that the child needs no right on the folders above.
    /// </summary>
    public const string InheritedFolder = "/proc/self/fd/9";

    private readonly ChildStart start;
    private readonly Process process;
    private readonly Task outputs;

    private Child(ChildStart start, Process process)
    {
        this.start = start;
        this.process = process;
        Id = process.Id;
        outputs = start.SharesConsole
            ? Task.CompletedTask
            : Task.WhenAll(ReadAsync(process.StandardOutput, start.Output), ReadAsync(process.StandardError, start.Error));
        Exited = WaitAsync();
    }

    public string Name => start.Name;

    public int Id { get; }

    /// <summary>The exit code, once it has ended and its output is read (a grandchild may hold that open: for a second at most).</summary>
    public Task<int> Exited { get; }

    public static async Task<Child> StartAsync(ChildStart start)
    {
        var info = new ProcessStartInfo("setsid")
        {
            UseShellExecute = false,
            RedirectStandardInput = !start.SharesConsole,
            RedirectStandardOutput = !start.SharesConsole,
            RedirectStandardError = !start.SharesConsole,
        };
        foreach (var argument in Wrap(start))
        {
            info.ArgumentList.Add(argument);
        }

        if (start.Environment is not null)
        {
            info.Environment.Clear();
            foreach (var (name, value) in start.Environment)
            {
                info.Environment[name] = value;
            }
        }

        try
        {
            var child = new Child(start, await Launcher.StartAsync(info));
            await child.FeedAsync();
            return child;
        }
        catch (Win32Exception)
        {
            throw new UserException("The program setsid is missing: install the package util-linux.");
        }
    }

    /// <summary>Runs to the end; answers the exit code.</summary>
    public static async Task<int> RunAsync(ChildStart start, CancellationToken cancellation)
    {
        await using var child = await StartAsync(start);
        return await child.Exited.WaitAsync(cancellation);
    }

    /// <summary>Asks it to stop and waits; when patience ends it is killed.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        if (Exited.IsCompleted)
        {
            return;
        }

        Signals.Send(Id, start.StopSignal);
        if (await Task.WhenAny(Exited, Task.Delay(patience)) != Exited)
        {
            Signals.Send(Id, Signal.Kill);
        }

        await Exited;
    }

    public async ValueTask DisposeAsync()
    {
        if (!Exited.IsCompleted)
        {
            await StopAsync(TimeSpan.FromSeconds(10));
        }

        process.Dispose();
    }

    private static List<string> Wrap(ChildStart start)
    {
        List<string> command = [];
        if (start.Folder is not null)
        {
            command.AddRange(["sh", "-c", "exec 9<\"$1\" && cd / && shift && exec \"$@\"", "sh", start.Folder]);
        }

        command.AddRange(["setpriv", "--pdeathsig", start.StopSignal == Signal.Interrupt ? "INT" : "TERM"]);
        if (start.User is not null)
        {
            command.AddRange([$"--reuid={start.User.Id}", $"--regid={start.User.Group}", "--clear-groups"]);
        }

        return [.. command, "--", start.Program, .. start.Arguments];
    }

    private static async Task ReadAsync(StreamReader reader, Action<string> line)
    {
        while (await reader.ReadLineAsync() is { } text)
        {
            line(text);
        }
    }

    private async Task FeedAsync()
    {
        if (start.SharesConsole)
        {
            return;
        }

        try
        {
            if (start.Input is not null)
            {
                await process.StandardInput.WriteAsync(start.Input);
            }

            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading: its exit code and its output say why.
        }
    }

    private async Task<int> WaitAsync()
    {
        await process.WaitForExitAsync();
        await Task.WhenAny(outputs, Task.Delay(TimeSpan.FromSeconds(1)));
        return process.ExitCode;
    }
}
