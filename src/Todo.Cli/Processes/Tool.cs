namespace Todo.Cli.Processes;

/// <summary>Runs a small program of the machine to its end.</summary>
internal static class Tool
{
    /// <summary>Its trimmed standard output; a <see cref="ToolException"/> when it is missing or fails.</summary>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        var answer = await Answer.OfAsync(program, arguments, input: null, cancellation);
        return answer.IsGood ? answer.Output : throw new ToolException($"{program}: {answer.Error}");
    }

    public static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}

/// <summary>A program of the machine is missing or failed; the message has its name and what it said.</summary>
public sealed class ToolException(string message) : Exception(message);
