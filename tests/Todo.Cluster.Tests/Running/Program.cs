using System.Diagnostics;

namespace Todo.Cluster.Tests.Running;

/// <summary>What a program of the machine gave.</summary>
public sealed record Outcome(int ExitCode, string Output, string Error)
{
    public bool IsSuccess => ExitCode == 0;

    /// <summary>Both streams, for messages and for looking into.</summary>
    public string All => Output + Error;
}

/// <summary>Runs kubectl, helm and the like to their end.</summary>
public static class Program
{
    public static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Its outcome, whatever that is.</summary>
    public static async Task<Outcome> TryAsync(string program, IEnumerable<string> arguments, string? input, CancellationToken cancellation)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = TestCluster.Sources,
        };
        info.Environment["KUBECONFIG"] = TestCluster.KubeConfig;
        using var process = Process.Start(info)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var error = process.StandardError.ReadToEndAsync(cancellation);
        try
        {
            await process.StandardInput.WriteAsync((input ?? "").AsMemory(), cancellation);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading; its exit code says why.
        }

        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new Outcome(process.ExitCode, await output, await error);
    }

    /// <summary>A command that the environment names, as a shell reads it.</summary>
    public static Task<string> ShellAsync(string command, CancellationToken cancellation) => RunAsync("sh", ["-c", command], input: null, cancellation);

    /// <summary>Its trimmed output; a failure fails the test with what it said.</summary>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, string? input, CancellationToken cancellation) =>
        (await SucceedAsync(program, arguments, input, cancellation)).Output.Trim();

    /// <summary>Its outcome, both streams of it; a failure fails the test with what it said.</summary>
    public static async Task<Outcome> SucceedAsync(string program, IEnumerable<string> arguments, string? input, CancellationToken cancellation)
    {
        var words = arguments.ToArray();
        var outcome = await TryAsync(program, words, input, cancellation);
        Assert.True(outcome.IsSuccess, $"{program} {string.Join(' ', words)}: exit code {outcome.ExitCode}\n{outcome.All}");
        return outcome;
    }
}
