using Todo.Cli.Output;

namespace Todo.Cli.Deploy;

/// <summary>What is said and written down once a deployment is done.</summary>
internal sealed class DeployReport(Kubectl kubectl, Releases helm, Target target)
{
    /// <summary>The record of a deployment to production.</summary>
    public async Task RecordAsync(string approver, ReleaseDiff diff, TimeProvider time, CancellationToken cancellation)
    {
        var release = (await helm.HistoryAsync(target, cancellation))[^1];
        var pods = await kubectl.ListAsync("pods", target.Namespace, cancellation, "--selector", target.PodSelector);
        var digests = pods.SelectMany(pod => pod.Items("status", "containerStatuses"))
            .Select(status => $"{status.Text("image")?.Split('/')[^1]} {status.Text("imageID")?.Split('@')[^1]}").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        await Approval.RecordAsync(
            Approval.Record, time.GetUtcNow(), release.AppVersion, approver, $"{release.Chart}, revision {release.Number} in {target.Namespace}; {diff}; {string.Join(", ", digests)}", cancellation);
        Lines.Progress("The approval is recorded in docs/approvals.md: commit it.");
    }

    /// <summary>Where it is, and what to do next.</summary>
    public async Task TellAsync(Manifests manifests, string time, CancellationToken cancellation)
    {
        var revision = (await helm.HistoryAsync(target, cancellation))[^1];
        var where = $"--namespace {target.Namespace}{kubectl.ContextOption}";
        // The first of the origins is the address that browsers use, an unusual port included.
        var origin = manifests.OfKind("Ingress").Concat(manifests.OfKind("HTTPRoute")).Any()
            ? manifests.OfKind("ConfigMap").Select(settings => settings.Text("data", "FRONTEND_PUBLIC_ORIGINS")).OfType<string>().FirstOrDefault()?.Split(',')[0]
            : null;
        Console.WriteLine($"""
            {target.Instance} runs in {target.Namespace}, revision {revision.Number}, after {time}.
              Open      {origin ?? $"kubectl port-forward service/{target.Instance}-frontend 8080:8080 {where}"} and sign up
              Test      helm test {target.Instance} --namespace {target.Namespace}
              Look      ./todo status --env {target.Environment} {where} --instance {target.Instance}
              Go back   helm rollback {target.Instance} --namespace {target.Namespace} --wait
              More      helm get notes {target.Instance} --namespace {target.Namespace}
            """);
    }
}
