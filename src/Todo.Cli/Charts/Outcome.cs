using Todo.Cli.Output;

namespace Todo.Cli.Charts;

/// <summary>What a command says that writes files from the charts, or compares them.</summary>
internal static class Outcome
{
    /// <summary>The exit code: 1 when something is stale that was not to be changed.</summary>
    public static int Report(IReadOnlyList<string> stale, bool isCheck, string mend)
    {
        foreach (var file in stale)
        {
            Lines.Progress(isCheck ? $"{file} is not what the charts give now." : $"{file} written.");
        }

        if (stale.Count == 0)
        {
            Lines.Progress("All is up to date.");
        }
        else if (isCheck)
        {
            Lines.Error($"Run '{mend}', look at the difference and commit it.");
            return 1;
        }

        return 0;
    }
}
