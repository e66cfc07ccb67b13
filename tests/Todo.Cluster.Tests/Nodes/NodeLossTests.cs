using System.Diagnostics;
using System.Text.Json.Nodes;
using Todo.Cluster.Tests.Running;

namespace Todo.Cluster.Tests.Nodes;

/// <summary>A node goes without a word, as if its power failed, and comes back.</summary>
[Collection("4 loss of a node")]
[Trait("rule", "A12")]
[Trait("rule", "C10")]
public sealed class NodeLossTests
{
    private const string NoNode = "Set TODO_TEST_NODE, TODO_TEST_NODE_STOP and TODO_TEST_NODE_START to a node that may be lost, of a cluster with two (CONTRIBUTING.md).";

    // What hung on the node when Kubernetes took it out has ended by then: the load's own time for a request.
    private static readonly TimeSpan Last = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Proof]
    public async Task People_work_on_with_the_other_replicas()
    {
        Assert.SkipUnless(TestCluster.HasNodeToLose, NoNode);
        await using var installation = new StagingInstallation();
        await InstallAsync(installation);
        await using var load = await Load.StartAsync(installation.Site, 3, TimeSpan.FromMilliseconds(100), Cancellation);
        await load.GoOnAsync(30, TimeSpan.FromSeconds(30), Cancellation);
        var watch = Stopwatch.StartNew();
        TimeSpan noticed;
        await Program.ShellAsync(TestCluster.StopNode, Cancellation);
        try
        {
            noticed = await Until.Async(
                TimeSpan.FromSeconds(120),
                "its pods get no requests any more",
                async token => (await LostPodsAsync(installation, token)).Count(pod => pod.IsReady()) is > 0 and var ready ? (false, $"{ready} still ready") : (true, ""),
                Cancellation);
            await Task.Delay(Last, Cancellation);
            var broken = load.Failures.Count;
            await load.GoOnAsync(60, TimeSpan.FromSeconds(30), Cancellation);
            Assert.Equal(broken, load.Failures.Count);
        }
        finally
        {
            await Program.ShellAsync(TestCluster.StartNode, Cancellation);
        }

        await Until.Async(
            TimeSpan.FromSeconds(180),
            "its pods are ready again",
            async token => (await LostPodsAsync(installation, token)).All(pod => pod.IsReady()) ? (true, "") : (false, await installation.StateAsync(token)),
            Cancellation);
        var before = load.Failures.Count;
        await load.GoOnAsync(60, TimeSpan.FromSeconds(30), Cancellation);

        var failures = await load.StopAsync();
        Console.WriteLine($"      noticed after {noticed.TotalSeconds:0} s; {failures.Count} of {load.Answered + failures.Count} requests broke off; all back after {watch.Elapsed.TotalSeconds:0} s");
        foreach (var failure in failures)
        {
            Console.WriteLine("      " + failure);
        }

        Assert.Equal(before, failures.Count);
        Assert.Empty(await load.LostAsync(Cancellation));
    }

    // The database on the node that stays, as its volume can't follow it; of all else one on each.
    private static async Task InstallAsync(StagingInstallation installation)
    {
        await installation.Kubectl.RunAsync(Cancellation, "cordon", TestCluster.Node);
        try
        {
            await installation.InitializeAsync();
        }
        finally
        {
            await installation.Kubectl.RunAsync(Cancellation, "uncordon", TestCluster.Node);
        }

        foreach (var component in (string[])["backend", "frontend"])
        {
            await installation.Kubectl.RunAsync(Cancellation, "rollout", "restart", $"deployment/{Installation.Instance}-{component}");
            await installation.Kubectl.RunAsync(Cancellation, "rollout", "status", $"deployment/{Installation.Instance}-{component}", "--timeout=120s");
            var nodes = (await installation.Kubectl.PodsAsync(component, Cancellation)).Select(NodeOf).ToList();
            Assert.Contains(TestCluster.Node, nodes);
            Assert.Contains(nodes, node => node != TestCluster.Node);
        }
    }

    private static async Task<IReadOnlyList<JsonNode>> LostPodsAsync(StagingInstallation installation, CancellationToken cancellation) =>
        [.. (await installation.Kubectl.ListAsync("pods", "app.kubernetes.io/component in (backend,frontend)", cancellation)).Where(pod => NodeOf(pod) == TestCluster.Node)];

    private static string? NodeOf(JsonNode pod) => (string?)pod["spec"]!["nodeName"];
}
