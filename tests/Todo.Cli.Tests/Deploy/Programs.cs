using System.Diagnostics;

namespace Todo.Cli.Tests.Deploy;

/// <summary>What a command said: its exit code, output and error.</summary>
internal sealed record Said(int Code, string Output, string Errors)
{
    public string Everything => Output + Errors;
}

/// <summary>
/// The command line with a PATH of our own, on which kubectl and helm are scripts that fail in the ways that real ones do and a test can't bring about. Whoever calls them
/// is written down.
/// </summary>
internal sealed class Programs : IDisposable
{
    /// <summary>An empty cluster of a version.</summary>
    public const string Kubectl = """
        case "$*" in
          *"version --client"*) echo '{"clientVersion":{"gitVersion":"v1.35.0"}}' ;;
          *version*) echo '{"serverVersion":{"gitVersion":"v1.35.0"}}' ;;
          *--ignore-not-found*) ;;
          *get*) echo '{"items":[]}' ;;
        esac
        """;

    /// <summary>A helm that has no release and does what it is told.</summary>
    public const string Helm = """
        case "$*" in
          version*) echo v4.1.0 ;;
          history*) echo 'Error: release: not found' >&2; exit 1 ;;
        esac
        """;

    // What the command line and the scripts use. The machine's own kubectl and helm must not be found beside it.
    private static readonly string[] Needed = ["sh", "cat", "env", "git", "setsid", "setpriv"];

    private readonly TempFolder folder = new();

    public Programs()
    {
        foreach (var name in Needed)
        {
            File.CreateSymbolicLink(folder.Below(name), OnPath(name));
        }
    }

    /// <summary>The calls of all programs, a line for each.</summary>
    public IReadOnlyList<string> Calls => File.Exists(Log) ? File.ReadAllLines(Log) : [];

    private string Log => folder.Below("calls");

    /// <summary>Adds a program whose text is a shell's.</summary>
    public Programs With(string name, string script)
    {
        var path = folder.Below(name);
        File.WriteAllText(path, $"#!/bin/sh\nprintf '%s\\n' \"{name} $*\" >>'{Log}'\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return this;
    }

    /// <summary>Runs the command line to its end, without a terminal.</summary>
    public async Task<Said> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(OnPath("dotnet"), ["exec", Path.Combine(AppContext.BaseDirectory, "todo.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = folder.Path;
        start.Environment["HOME"] = folder.Path;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Said(process.ExitCode, output, await errors);
    }

    public void Dispose() => folder.Dispose();

    private static string OnPath(string name) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(place => Path.Combine(place, name)).First(File.Exists);
}
