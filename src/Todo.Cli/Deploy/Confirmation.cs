namespace Todo.Cli.Deploy;

/// <summary>Questions to the person at the terminal. Without one there is nobody to ask, and the option that answers is named instead.</summary>
internal static class Confirmation
{
    /// <summary>One line, trimmed, never empty.</summary>
    public static string Ask(string question, string option)
    {
        if (Console.IsInputRedirected)
        {
            throw new UserException($"Nobody is there to ask: {question} Answer by {option}.");
        }

        Console.Error.Write(question + " ");
        var answer = Console.ReadLine()?.Trim();
        return string.IsNullOrEmpty(answer) ? throw new UserException("No answer: nothing was changed.") : answer;
    }
}
