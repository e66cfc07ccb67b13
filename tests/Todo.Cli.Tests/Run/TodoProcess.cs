using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Todo.Cli.Tests.Run;

/// <summary><c>./todo …</c> as a process, as people start it.</summary>
internal sealed partial class TodoProcess : IAsyncDisposable
{
    // Long enough for a build of everything, should the sources have changed.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly Process process;
    private readonly Task reading;
    private readonly List<string> output = [];
    private readonly List<string> errors = [];
    private readonly TaskCompletionSource<Uri> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TodoProcess(Process process)
    {
        this.process = process;
        reading = Task.WhenAll(ReadAsync(process.StandardOutput, output), ReadAsync(process.StandardError, errors));
    }

    public int Id => process.Id;

    /// <summary>What it said on standard error, without the line about the build.</summary>
    public IReadOnlyList<string> Errors => [.. errors.Where(line => !line.StartsWith("Building Todo", StringComparison.Ordinal))];

    public IReadOnlyList<string> Output => output;

    public string Everything => string.Join('\n', output.Concat(errors));

    /// <summary>Its child processes: PostgreSQL, the backend, the frontend.</summary>
    public IReadOnlyList<int> Children => [.. Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid) ? pid : 0)
        .Where(pid => pid > 0 && ParentOf(pid) == Id)];

    public static TodoProcess Start(IReadOnlyDictionary<string, string?>? environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Sources(), "todo"), arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        return new TodoProcess(Process.Start(start)!);
    }

    /// <summary>A run on any free port.</summary>
    public static TodoProcess Run(string data, IReadOnlyDictionary<string, string?>? environment = null) =>
        Start(environment, "run", "--port", "0", "--data", data);

    /// <summary>A command to its end.</summary>
    public static async Task<TodoProcess> ToEndAsync(IReadOnlyDictionary<string, string?>? environment, params string[] arguments)
    {
        var run = Start(environment, arguments);
        await run.ExitedAsync();
        return run;
    }

    /// <summary>The address in the one line that says that it is ready.</summary>
    public async Task<Uri> ReadyAsync()
    {
        var exited = process.WaitForExitAsync();
        if (await Task.WhenAny(ready.Task, exited).WaitAsync(Patience) == exited)
        {
            await reading;
            Assert.Fail($"It ended with {process.ExitCode} before it was ready:\n{Everything}");
        }

        return await ready.Task;
    }

    public async Task<int> ExitedAsync()
    {
        await process.WaitForExitAsync().WaitAsync(Patience);
        await reading.WaitAsync(Patience);
        return process.ExitCode;
    }

    public static void Signal(int pid, string signal) => Signal([pid], signal);

    /// <summary>All at once; one that is gone already is fine.</summary>
    public static void Signal(IEnumerable<int> pids, string signal)
    {
        var start = new ProcessStartInfo("kill", ["-s", signal, .. pids.Select(pid => pid.ToString(CultureInfo.InvariantCulture))]) { UseShellExecute = false, RedirectStandardError = true };
        using var kill = Process.Start(start)!;
        kill.WaitForExit();
    }

    public static bool IsAlive(int pid) => Directory.Exists($"/proc/{pid}") && State(pid) != 'Z';

    /// <summary>Waits until none of them is left.</summary>
    public static async Task GoneAsync(IEnumerable<int> pids)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        foreach (var pid in pids)
        {
            while (IsAlive(pid))
            {
                await Task.Delay(20, limit.Token);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            var children = Children;
            Signal(Id, "TERM");
            await ExitedAsync();
            await GoneAsync(children);
        }

        process.Dispose();
    }

    public static string Sources()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "Todo.slnx")))
        {
            at = at.Parent!;
        }

        return at.FullName;
    }

    private static string[] Stat(int pid)
    {
        try
        {
            // proc(5): the name in brackets may hold anything, what follows it is separated by blanks.
            var text = File.ReadAllText($"/proc/{pid}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return ["Z", "0"];
        }
    }

    private static char State(int pid) => Stat(pid)[0][0];

    private static int ParentOf(int pid) => int.Parse(Stat(pid)[1], CultureInfo.InvariantCulture);

    [GeneratedRegex("Todo is ready at (?<address>http://localhost:[0-9]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ReadyLine();

    private async Task ReadAsync(StreamReader reader, List<string> lines)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lines.Add(line);
            if (ReadyLine().Match(line) is { Success: true } match)
            {
                ready.TrySetResult(new Uri(match.Groups["address"].Value));
            }
        }
    }
}
