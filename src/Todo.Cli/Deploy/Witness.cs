namespace Todo.Cli.Deploy;

/// <summary>
/// Looks at the pods while helm waits for them. A failed installation takes its pods away, and what was wrong with them would be gone.
/// </summary>
internal sealed class Witness(Kubectl kubectl, Target target)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private readonly Dictionary<string, string> troubles = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> logs = new(StringComparer.Ordinal);
    private readonly HashSet<string> old = new(StringComparer.Ordinal);

    /// <summary>Takes note of pods that have failed in an earlier try: what was wrong with them is not what is wrong now.</summary>
    public async Task ForgetFailedAsync(CancellationToken cancellation)
    {
        var answer = await kubectl.TryAsync(["get", "pods", "--namespace", target.Namespace, "--selector", target.PodSelector, "--field-selector", "status.phase=Failed", "--output", "json"], cancellation);
        if (answer.IsGood)
        {
            old.UnionWith(Kubectl.Read(answer.Output)[0].Items("items").Select(pod => pod.Name));
        }
    }

    /// <summary>Until it is cancelled.</summary>
    public async Task WatchAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                await LookAsync(cancellation);
                await Task.Delay(Pause, cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            // Helm has ended, and so has the watch.
        }
    }

    /// <summary>The present state of every pod; of one that has gone the last that was seen is kept, of one that is well nothing.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        var answer = await kubectl.TryAsync(["get", "pods", "--namespace", target.Namespace, "--selector", target.PodSelector, "--output", "json"], cancellation);
        if (!answer.IsGood)
        {
            return;
        }

        foreach (var pod in Kubectl.Read(answer.Output)[0].Items("items").Select(item => new PodState(item)).Where(pod => !old.Contains(pod.Name)))
        {
            if (pod.IsReady || pod.IsDone)
            {
                troubles.Remove(pod.Name);
                logs.Remove(pod.Name);
            }
            else if (pod.Trouble is { } trouble)
            {
                troubles[pod.Name] = trouble;
                await ReadLogAsync(pod, cancellation);
            }
        }
    }

    /// <summary>Lines for people: each pod that was not well, why, and the end of its log.</summary>
    public IEnumerable<string> Tell()
    {
        foreach (var (pod, trouble) in troubles.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            yield return $"  {pod}: {trouble}";
            foreach (var line in logs.GetValueOrDefault(pod, "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !trouble.Contains(line.Trim(), StringComparison.Ordinal)))
            {
                yield return $"    | {line}";
            }
        }
    }

    private async Task ReadLogAsync(PodState pod, CancellationToken cancellation)
    {
        if (pod.BrokenContainer is not { } container)
        {
            return;
        }

        string[] words = ["logs", pod.Name, "--namespace", target.Namespace, "--container", container, "--tail", "10"];
        var answer = await kubectl.TryAsync(words, cancellation);
        if (answer is { IsGood: true, Output.Length: 0 })
        {
            // It has been started again and has said nothing yet.
            answer = await kubectl.TryAsync([.. words, "--previous"], cancellation);
        }

        if (answer is { IsGood: true, Output.Length: > 0 })
        {
            logs[pod.Name] = answer.Output;
        }
    }
}
