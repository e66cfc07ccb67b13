using System.Globalization;
using Todo.Cli.Output;

namespace Todo.Cli.Deploy;

/// <summary>The parts of <c>todo status</c> that the cluster is asked for.</summary>
internal static class StatusParts
{
    public static readonly IReadOnlyList<Func<StatusReport, Kubectl, Target, CancellationToken, Task>> All =
        [WorkloadsAsync, PodsAsync, ScalingAsync, BudgetsAsync, VolumesAsync, BackupsAsync, SecretStatus.CertificatesAsync, SecretStatus.AgesAsync];

    private static async Task WorkloadsAsync(StatusReport report, Kubectl kubectl, Target target, CancellationToken cancellation)
    {
        var rows = new Rows("workload", "ready", "wanted");
        foreach (var workload in await kubectl.ListAsync("deployments,statefulsets", target.Namespace, cancellation, "--selector", target.Selector))
        {
            var (ready, wanted) = (workload.Number("status", "readyReplicas"), workload.Number("spec", "replicas"));
            rows.Add($"{workload.Kind} {workload.Name}", Text(ready), Text(wanted));
            if (ready < wanted)
            {
                report.Problem($"{workload.Name} has {ready} of {wanted} pods ready: kubectl describe {workload.Kind.ToLowerInvariant()}/{workload.Name} --namespace {target.Namespace}");
            }
        }

        report.Table("Workloads", rows);
    }

    private static async Task PodsAsync(StatusReport report, Kubectl kubectl, Target target, CancellationToken cancellation)
    {
        var rows = new Rows("pod", "state", "restarts", "age", "node", "image");
        foreach (var pod in (await kubectl.ListAsync("pods", target.Namespace, cancellation, "--selector", target.PodSelector)).Select(pod => new PodState(pod)))
        {
            rows.Add(pod.Name, pod.Summary, Text(pod.Restarts), report.Age(pod.Created), pod.Node, pod.Images);
            if (pod.Trouble is { } trouble)
            {
                report.Problem($"{pod.Name}: {trouble} See kubectl logs {pod.Name} --namespace {target.Namespace} --all-containers --tail 20");
            }
        }

        report.Table("Pods", rows);
    }

    private static async Task ScalingAsync(StatusReport report, Kubectl kubectl, Target target, CancellationToken cancellation)
    {
        var scalers = await kubectl.ListAsync("horizontalpodautoscalers", target.Namespace, cancellation, "--selector", target.Selector);
        var rows = new Rows("autoscaler", "replicas", "from", "to", "measured");
        foreach (var scaler in scalers)
        {
            var measured = scaler.Items("status", "currentMetrics").Select(metric => $"{metric.Text("resource", "name")} {metric.Text("resource", "current", "averageUtilization") ?? "?"} %");
            rows.Add(
                scaler.Name, Text(scaler.Number("status", "currentReplicas")), Text(scaler.Number("spec", "minReplicas")), Text(scaler.Number("spec", "maxReplicas")), string.Join(", ", measured));
            if (scaler.Items("status", "conditions").FirstOrDefault(condition => condition.Text("type") == "ScalingActive" && condition.Text("status") == "False") is { Json.ValueKind: not System.Text.Json.JsonValueKind.Undefined } stopped)
            {
                report.Problem($"{scaler.Name} does not scale: {stopped.Text("message")}");
            }
        }

        report.Table("Autoscaling", rows);
    }

    private static async Task BudgetsAsync(StatusReport report, Kubectl kubectl, Target target, CancellationToken cancellation)
    {
        var rows = new Rows("disruption budget", "healthy", "may go now");
        foreach (var budget in await kubectl.ListAsync("poddisruptionbudgets", target.Namespace, cancellation, "--selector", target.Selector))
        {
            rows.Add(budget.Name, Text(budget.Number("status", "currentHealthy")), Text(budget.Number("status", "disruptionsAllowed")));
        }

        report.Table("Disruption budgets", rows);
    }

    private static async Task VolumesAsync(StatusReport report, Kubectl kubectl, Target target, CancellationToken cancellation)
    {
        var rows = new Rows("claim", "state", "size", "class", "age");
        foreach (var claim in await kubectl.ListAsync("persistentvolumeclaims", target.Namespace, cancellation, "--selector", $"app.kubernetes.io/instance={target.Instance}"))
        {
            rows.Add(
                claim.Name, claim.Text("status", "phase") ?? "", claim.Text("status", "capacity", "storage") ?? claim.Text("spec", "resources", "requests", "storage") ?? "",
                claim.Text("spec", "storageClassName") ?? "", report.Age(claim.Time("metadata", "creationTimestamp")));
            if (claim.Text("status", "phase") == "Lost")
            {
                report.Problem($"The volume of {claim.Name} is lost: restore a backup (docs/operations.md).");
            }
        }

        report.Table("Volumes", rows);
    }

    private static async Task BackupsAsync(StatusReport report, Kubectl kubectl, Target target, CancellationToken cancellation)
    {
        if (await kubectl.FindAsync("cronjob", $"{target.Instance}-backup", target.Namespace, cancellation) is not { } backup)
        {
            report.Note("No backups are made by this installation: the database is backed up elsewhere, or backup.enabled is false.");
            return;
        }

        var (started, succeeded) = (backup.Time("status", "lastScheduleTime"), backup.Time("status", "lastSuccessfulTime"));
        var rows = new Rows("backup", "schedule", "last started", "last succeeded");
        rows.Add(backup.Name, backup.Text("spec", "schedule") ?? "", report.Age(started), report.Age(succeeded));
        report.Table("Backups", rows);
        if (backup.Text("spec", "suspend") == "true")
        {
            report.Problem($"{backup.Name} is suspended: nothing is backed up.");
        }

        if (started is not null && !(succeeded >= started) && !backup.Items("status", "active").Any())
        {
            report.Problem($"The last backup failed: kubectl logs --namespace {target.Namespace} --selector app.kubernetes.io/instance={target.Instance},app.kubernetes.io/component=backup --tail 20");
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
