using System.Collections.Concurrent;
using System.Diagnostics;
using Todo.Cli.Processes;

namespace Todo.Images.Tests;

/// <summary>
/// The image's own entry point on the image's own files, all of them read-only but /tmp, as a user that no image knows and with no rights: a
/// container without an engine. Needs root, for the mounts of a namespace of its own.
/// </summary>
internal sealed class RunningImage : IAsyncDisposable
{
    // $1 is the file system, $2 the folder of PostgreSQL's socket or nothing; the rest is the command. The folder itself may be closed to strangers.
    private const string Script =
        """
        set -e
        root=$1 socket=$2
        shift 2
        mkdir -p "$root/proc" "$root/tmp" "$root/dev"
        mount --bind "$root" "$root"
        mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
        mount --rbind /dev "$root/dev"
        mount -t proc proc "$root/proc" 2>/dev/null || mount --rbind /proc "$root/proc"
        if [ -n "$socket" ]; then
          mkdir -p "$root$socket"
          for file in "$socket"/.s.PGSQL.*[0-9]; do
            touch "$root$file"
            mount --bind "$file" "$root$file"
          done
        fi
        mount -o remount,ro,bind "$root"
        exec chroot --userspec=12345:12345 "$root" "$@"
        """;

    private readonly Process process;
    private readonly ConcurrentQueue<string> lines = [];

    private RunningImage(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public bool HasEnded => process.HasExited;

    public string Output => string.Join('\n', lines);

    public static void Require() => Assert.SkipUnless(Environment.UserName == "root" && Tool.IsOnPath("unshare"), "Only root can run an image's files without an engine.");

    /// <summary>Starts it with these arguments after the entry point's own, and with these variables alone.</summary>
    public static RunningImage Start(ImageContent image, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> settings, string socketFolder = "")
    {
        var start = new ProcessStartInfo("unshare") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        string[] entry = [.. image.Config["Entrypoint"]!.AsArray().Select(word => (string)word!)];
        foreach (var word in (string[])["--mount", "--propagation", "private", "sh", "-c", Script, "sh", image.Root, socketFolder, .. entry, .. arguments])
        {
            start.ArgumentList.Add(word);
        }

        foreach (var variable in image.Config["Env"]!.AsArray().Select(entry => ((string)entry!).Split('=', 2)))
        {
            settings = settings.ContainsKey(variable[0]) ? settings : new Dictionary<string, string?>(settings, StringComparer.Ordinal) { [variable[0]] = variable[1] };
        }

        start.Environment.Clear();
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return new RunningImage(Process.Start(start)!);
    }

    /// <summary>Asks it to stop, if need be, and gives its exit code.</summary>
    public async Task<int> EndAsync(bool stop, CancellationToken cancellation)
    {
        if (stop && !process.HasExited)
        {
            await Tool.RunAsync("kill", ["-TERM", $"{process.Id}"], cancellation);
        }

        await process.WaitForExitAsync(cancellation);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }

        process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }
}
