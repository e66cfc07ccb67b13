using Todo.Cluster.Tests.Network;
using Todo.Cluster.Tests.Running;

namespace Todo.Cluster.Tests.Debugging;

/// <summary>An ephemeral container in a running pod, under `restricted`, and nothing needs more.</summary>
[Collection(Dev.Name)]
[Trait("rule", "C15")]
public sealed class DebugTests(DevInstallation installation)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Proof]
    public async Task A_restricted_debug_container_sees_the_pods_own_service()
    {
        var pod = (await installation.Kubectl.PodsAsync("backend", Cancellation))[0];

        var open = await new Prober(installation).OpenFromAsync(pod.Name(), ["tcp://127.0.0.1:8080", "tcp://127.0.0.1:1"], Cancellation);

        Assert.Equal(["tcp://127.0.0.1:8080"], open);
        Assert.True((await installation.Kubectl.PodsAsync("backend", Cancellation)).Single(now => now.Uid() == pod.Uid()).IsReady());
    }
}
