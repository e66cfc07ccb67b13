using System.Text.Json.Nodes;
using Todo.Cluster.Tests.Running;

namespace Todo.Cluster.Tests.Upgrades;

/// <summary>`kill -9` of any container of the app, while people work.</summary>
[Collection(Staging.Name)]
[Trait("rule", "A12")]
public sealed class KillTests(StagingInstallation installation)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Proof]
    public Task Of_a_backend() => KillAsync("backend", "backend");

    [Proof]
    public Task Of_a_frontend() => KillAsync("frontend", "frontend");

    [Proof]
    public Task Of_the_keeper_of_the_roles() => KillAsync("database", "roles");

    // What was under way in that very process breaks off; all else goes on, and it is back by itself.
    private async Task KillAsync(string component, string container)
    {
        await using var load = await Load.StartAsync(installation.Site, workers: 3, TimeSpan.FromMilliseconds(100), Cancellation);
        await load.GoOnAsync(30, TimeSpan.FromSeconds(30), Cancellation);
        var pod = (await installation.Kubectl.PodsAsync(component, Cancellation))[0];
        var before = Restarts(pod, container);

        await Node.KillAsync(pod, container, Cancellation);
        await Until.Async(
            TimeSpan.FromSeconds(60),
            $"{container} runs again",
            async token => await installation.Kubectl.GetAsync("pod", pod.Name(), token) is var now && now.IsReady() && Restarts(now, container) > before ? (true, "") : (false, now["status"]!.ToJsonString()),
            Cancellation);
        await load.GoOnAsync(30, TimeSpan.FromSeconds(30), Cancellation);

        var failures = await load.StopAsync();
        Assert.Empty(await load.LostAsync(Cancellation));
        Console.WriteLine($"      {failures.Count} of {load.Answered + failures.Count} requests broke off");
        Assert.True(failures.Count <= 3, string.Join('\n', failures)); // One for each worker at most.
    }

    private static int Restarts(JsonNode pod, string container) =>
        (int)pod["status"]!["containerStatuses"]!.AsArray().First(status => (string)status!["name"]! == container)!["restartCount"]!;
}
