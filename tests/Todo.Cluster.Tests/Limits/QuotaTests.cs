using System.Text.Json.Nodes;
using Todo.Cluster.Tests.Running;

namespace Todo.Cluster.Tests.Limits;

/// <summary>The quota refuses what goes beyond it, and says so.</summary>
[Collection(Dev.Name)]
[Trait("rule", "C8")]
public sealed class QuotaTests(DevInstallation installation)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Proof]
    public async Task More_than_the_quota_is_refused()
    {
        var outcome = await TryPodAsync("""{"requests": {"cpu": "500", "memory": "1Mi"}, "limits": {"cpu": "500", "memory": "1Mi"}}""");

        Assert.False(outcome.IsSuccess);
        Assert.Contains("forbidden", outcome.Error, StringComparison.Ordinal);
    }

    [Proof]
    public async Task A_pod_without_figures_gets_those_of_the_limit_range()
    {
        var outcome = await TryPodAsync("{}");

        Assert.True(outcome.IsSuccess, outcome.All);
        var pod = JsonNode.Parse(outcome.Output)!;
        Assert.NotNull(pod["spec"]!["containers"]![0]!["resources"]!["limits"]!["memory"]);
    }

    // Only judged, not made.
    private Task<Outcome> TryPodAsync(string resources) => Program.TryAsync(
        "kubectl",
        ["--namespace", installation.Namespace, "create", "--dry-run=server", "-o", "json", "-f", "-"],
        $$"""
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "excess"}, "spec": {
          "securityContext": {"runAsNonRoot": true, "runAsUser": 10001, "seccompProfile": {"type": "RuntimeDefault"} },
          "containers": [{"name": "excess", "image": "none", "resources": {{resources}},
            "securityContext": {"allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]} } }]} }
        """,
        Cancellation);
}
