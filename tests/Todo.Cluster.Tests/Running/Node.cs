using System.Text.Json.Nodes;

namespace Todo.Cluster.Tests.Running;

/// <summary>What only the node's own root can do: a debug pod on the node, in the way that kubectl offers it.</summary>
public static class Node
{
    /// <summary>Kills a container's first process with SIGKILL, which nothing inside the container could do to it.</summary>
    public static async Task KillAsync(JsonNode pod, string container, CancellationToken cancellation)
    {
        var id = ((string)pod["status"]!["containerStatuses"]!.AsArray().First(status => (string)status!["name"]! == container)!["containerID"]!).Split("//")[1];
        // Its processes name the container in their control group; the lowest is the first.
        await RunAsync(
            (string)pod["spec"]!["nodeName"]!,
            $"for p in $(grep -l {id} /proc/[0-9]*/cgroup 2>/dev/null | cut -d/ -f3 | sort -n | head -n 1); do kill -9 $p && echo killed $p; done",
            "killed",
            cancellation);
    }

    private static async Task RunAsync(string node, string script, string expected, CancellationToken cancellation)
    {
        var kubectl = new Kubectl("default");
        var said = await kubectl.RunAsync(
            cancellation, "debug", "node/" + node, "--image", TestCluster.NodeImage, "--image-pull-policy=IfNotPresent", "--profile=sysadmin", "--", "sh", "-c", script);
        var name = said.Split(' ').First(word => word.StartsWith("node-debugger-", StringComparison.Ordinal));
        try
        {
            await Until.Async(
                TimeSpan.FromSeconds(60),
                $"{name} ended",
                async token => (string?)(await kubectl.GetAsync("pod", name, token))["status"]!["phase"] is "Succeeded" or "Failed" ? (true, "") : (false, "running"),
                cancellation);
            Assert.Contains(expected, await kubectl.RunAsync(cancellation, "logs", name), StringComparison.Ordinal);
        }
        finally
        {
            await kubectl.RunAsync(cancellation, "delete", "pod", name, "--wait=false");
        }
    }
}
