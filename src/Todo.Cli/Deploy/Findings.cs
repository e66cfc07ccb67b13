using Todo.Cli.Processes;

namespace Todo.Cli.Deploy;

/// <summary>What the preflight has found, a line for each as it is found. Nothing is changed before all are there.</summary>
internal sealed class Findings(Action<string> say)
{
    /// <summary>How many things must be mended first.</summary>
    public int Missing { get; private set; }

    public void Ok(string what, string detail) => Say("ok", what, detail);

    /// <summary>It will work, but not as it might.</summary>
    public void Warn(string what, string detail) => Say("warning", what, detail);

    /// <summary>It can't work; <paramref name="detail"/> says what to do.</summary>
    public void Miss(string what, string detail)
    {
        Missing++;
        Say("missing", what, detail);
    }

    /// <summary>A check that asks the cluster; what it may not see or can't reach is a warning, not an end.</summary>
    public async Task TryAsync(string what, Func<CancellationToken, Task> check, CancellationToken cancellation)
    {
        try
        {
            await check(cancellation);
        }
        catch (ToolException reason)
        {
            Warn(what, $"could not be found out: {reason.Message}");
        }
    }

    /// <summary>Stops when something is missing.</summary>
    public void Require()
    {
        if (Missing > 0)
        {
            throw new UserException($"{Missing} missing: the lines above say what to do. Nothing was changed.");
        }
    }

    private void Say(string verdict, string what, string detail) => say($"{verdict,-8} {what,-18} {detail.ReplaceLineEndings(" ")}");
}
