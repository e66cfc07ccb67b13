using System.ComponentModel;
using System.Diagnostics;

namespace Todo.Cli.Processes;

/// <summary>Runs a small program of the machine to its end.</summary>
internal static class Tool
{
    /// <summary>Its trimmed standard output; a <see cref="ToolException"/> when it is missing or fails.</summary>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        var info = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Start(info);
        var error = process.StandardError.ReadToEndAsync(cancellation);
        var output = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode == 0 ? output.Trim() : throw new ToolException($"{program}: {(await error).Trim()}");
    }

    public static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    private static Process Start(ProcessStartInfo info)
    {
        try
        {
            return Process.Start(info)!;
        }
        catch (Win32Exception reason)
        {
            throw new ToolException($"{info.FileName}: {reason.Message}");
        }
    }
}

/// <summary>A program of the machine is missing or failed; the message has its name and what it said.</summary>
public sealed class ToolException(string message) : Exception(message);
