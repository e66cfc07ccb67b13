namespace Todo.Cli.Output;

/// <summary>What the command line itself says.</summary>
internal static class Lines
{
    /// <summary>One line on standard error.</summary>
    public static void Error(string message) => Console.Error.WriteLine(message.ReplaceLineEndings(" "));

    /// <summary>Something worth telling while work goes on; on standard error, so that output stays clean.</summary>
    public static void Progress(string message) => Console.Error.WriteLine(message);
}
