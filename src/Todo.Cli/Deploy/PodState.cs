namespace Todo.Cli.Deploy;

/// <summary>A pod, and what keeps it from being ready.</summary>
internal sealed class PodState(KubeObject pod)
{
    public string Name => pod.Name;

    public string Component => pod.Label("app.kubernetes.io/component") ?? "";

    public string Node => pod.Text("spec", "nodeName") ?? "";

    public DateTimeOffset? Created => pod.Time("metadata", "creationTimestamp");

    public string Images => string.Join(", ", pod.Items("spec", "containers").Select(container => container.Text("image")?.Split('/')[^1]));

    public int Restarts => Statuses.Sum(status => status.Number("restartCount"));

    /// <summary>It has done its work and is no service.</summary>
    public bool IsDone => pod.Text("status", "phase") == "Succeeded";

    public bool IsReady => pod.Items("status", "conditions").Any(condition => condition.Text("type") == "Ready" && condition.Text("status") == "True");

    public string Summary => this switch
    {
        { IsDone: true } => "done",
        { IsReady: true } => "ready",
        _ => pod.Text("status", "phase") ?? "unknown",
    };

    /// <summary>Why it is not ready, in a sentence; null when it is, or is done or going.</summary>
    public string? Trouble => IsReady || IsDone || pod.Text("metadata", "deletionTimestamp") is not null ? null : Failed ?? Crashed ?? Waiting ?? Unscheduled ?? "not ready yet.";

    /// <summary>The container that ended badly, to ask it for its log.</summary>
    public string? BrokenContainer => Statuses.FirstOrDefault(status => Ended(status) is not null).Text("name");

    // FirstOrDefault gives an empty object where there is none, and that has no texts.
    private IEnumerable<KubeObject> Statuses => [.. pod.Items("status", "initContainerStatuses"), .. pod.Items("status", "containerStatuses")];

    private string? Failed => pod.Text("status", "reason") is { } reason ? $"{reason}: {pod.Text("status", "message")}" : null;

    private string? Crashed => Statuses.Select(Ended).FirstOrDefault(text => text is not null);

    private string? Waiting => Statuses
        .Where(status => status.Text("state", "waiting", "reason") is not null and not "PodInitializing" and not "ContainerCreating")
        .Select(status => $"{status.Text("name")} waits, {status.Text("state", "waiting", "reason")}: {status.Text("state", "waiting", "message")}")
        .FirstOrDefault();

    private string? Unscheduled => pod.Items("status", "conditions")
        .Where(condition => condition.Text("type") == "PodScheduled" && condition.Text("status") == "False")
        .Select(condition => $"no node takes it: {condition.Text("message")}")
        .FirstOrDefault();

    private static string? Ended(KubeObject status)
    {
        foreach (var state in (string[])["state", "lastState"])
        {
            if (status.Part(state, "terminated") is { } ended && ended.Number("exitCode") != 0)
            {
                var message = ended.Text("message")?.Trim();
                return $"{status.Text("name")} ended with exit code {ended.Number("exitCode")} ({ended.Text("reason")}){(string.IsNullOrEmpty(message) ? "." : ": " + message)}";
            }
        }

        return null;
    }
}
