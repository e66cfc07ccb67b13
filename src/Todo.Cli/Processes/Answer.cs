using System.ComponentModel;
using System.Diagnostics;

namespace Todo.Cli.Processes;

/// <summary>What a small program of the machine answered: its exit code, and its trimmed output and error.</summary>
internal sealed record Answer(int Code, string Output, string Error)
{
    public bool IsGood => Code == 0;

    /// <summary>Programs of Kubernetes say what matters last.</summary>
    public string LastError => Error.Split('\n')[^1];

    /// <summary>Runs it to its end, with <paramref name="input"/> on standard input; a <see cref="ToolException"/> when there is no such program.</summary>
    public static async Task<Answer> OfAsync(string program, IEnumerable<string> arguments, string? input, CancellationToken cancellation)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Start(info);
        await using var stop = cancellation.Register(() => process.Kill());
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var error = process.StandardError.ReadToEndAsync(cancellation);
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellation);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading all of it: its exit code and its error say why.
        }

        await process.WaitForExitAsync(cancellation);
        return new Answer(process.ExitCode, (await output).Trim(), (await error).Trim());
    }

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
