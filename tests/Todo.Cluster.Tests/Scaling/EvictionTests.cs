using System.Text.Json.Nodes;
using Todo.Cluster.Tests.Running;

namespace Todo.Cluster.Tests.Scaling;

/// <summary>A drain takes one pod at a time, and can always go on.</summary>
[Collection(Staging.Name)]
[Trait("rule", "C4")]
public sealed class EvictionTests(StagingInstallation installation)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Proof]
    public async Task The_second_pod_stays_until_the_first_is_back_and_nobody_notices()
    {
        await using var load = await Load.StartAsync(installation.Site, workers: 2, TimeSpan.FromMilliseconds(100), Cancellation);
        var pods = await ReadyAsync();

        var first = await EvictAsync(pods[0]);
        var second = await EvictAsync(pods[1]);

        Assert.True(first.IsSuccess, first.All);
        Assert.False(second.IsSuccess);
        Assert.Contains("disruption budget", second.Error, StringComparison.Ordinal);
        await Until.Async(TimeSpan.FromSeconds(60), "another pod has taken its place, and the second may go", async token => await EvictAsync(pods[1]) is { IsSuccess: true } ? (true, "") : (false, "refused"), Cancellation);
        await ReadyAsync();
        await load.GoOnAsync(50, TimeSpan.FromSeconds(30), Cancellation);
        Assert.Empty(await load.StopAsync());
    }

    private async Task<IReadOnlyList<JsonNode>> ReadyAsync()
    {
        var (pods, _) = await Until.AsyncValue(
            TimeSpan.FromSeconds(90),
            "two ready backends",
            async token => await installation.Kubectl.PodsAsync("backend", token) is var pods && pods.Count >= 2 && pods.All(pod => pod.IsReady()) ? (pods, "") : (null, await installation.StateAsync(token)),
            Cancellation);
        return pods;
    }

    private Task<Outcome> EvictAsync(JsonNode pod) => Program.TryAsync(
        "kubectl",
        ["create", "--raw", $"/api/v1/namespaces/{installation.Namespace}/pods/{pod.Name()}/eviction", "-f", "-"],
        $$$"""{"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "{{{pod.Name()}}}", "namespace": "{{{installation.Namespace}}}"}}""",
        Cancellation);
}
