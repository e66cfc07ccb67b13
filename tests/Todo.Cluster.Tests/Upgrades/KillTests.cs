using System.Text.Json.Nodes;
using Todo.Cluster.Tests.Running;

namespace Todo.Cluster.Tests.Upgrades;

/// <summary>`kill -9` of any container of the app, while people work.</summary>
[Collection(Staging.Name)]
[Trait("rule", "A12")]
public sealed class KillTests(StagingInstallation installation)
{
    private const int Workers = 3;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Proof]
    public async Task Of_a_backend() => Assert.True(await KillAsync("backend", "backend") <= Workers); // What was under way in that very process.

    [Proof]
    public Task Of_a_frontend() => KillAsync("frontend", "frontend"); // And what the ingress controller sends there until it has heard of it.

    [Proof]
    public async Task Of_the_keeper_of_the_roles() => Assert.Equal(0, await KillAsync("database", "roles"));

    // Nothing acknowledged is lost, and all goes on once it is back, which it is by itself. Gives how many requests broke off meanwhile.
    private async Task<int> KillAsync(string component, string container)
    {
        await using var load = await Load.StartAsync(installation.Site, Workers, TimeSpan.FromMilliseconds(100), Cancellation);
        await load.GoOnAsync(30, TimeSpan.FromSeconds(30), Cancellation);
        var pod = (await installation.Kubectl.PodsAsync(component, Cancellation))[0];
        var before = Restarts(pod, container);

        await Node.KillAsync(pod, container, Cancellation);
        await Until.Async(
            TimeSpan.FromSeconds(60),
            $"{container} runs again",
            async token => await installation.Kubectl.GetAsync("pod", pod.Name(), token) is var now && now.IsReady() && Restarts(now, container) > before ? (true, "") : (false, now["status"]!.ToJsonString()),
            Cancellation);
        var broken = load.Failures.Count;
        await load.GoOnAsync(60, TimeSpan.FromSeconds(30), Cancellation);

        var failures = await load.StopAsync();
        Assert.Equal(broken, failures.Count);
        Assert.All(failures, failure => Assert.Contains(" 50", failure, StringComparison.Ordinal)); // Said by who stands before it, and never half an answer.
        Assert.Empty(await load.LostAsync(Cancellation));
        Console.WriteLine($"      {broken} of {load.Answered + broken} requests broke off");
        return broken;
    }

    private static int Restarts(JsonNode pod, string container) =>
        (int)pod["status"]!["containerStatuses"]!.AsArray().First(status => (string)status!["name"]! == container)!["restartCount"]!;
}
