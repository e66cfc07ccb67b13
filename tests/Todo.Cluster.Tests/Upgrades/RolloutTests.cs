using System.Text.Json.Nodes;
using Todo.Cluster.Tests.Running;

namespace Todo.Cluster.Tests.Upgrades;

/// <summary>A new version, a new setting and a move to other pods cost nobody a request.</summary>
[Collection(Staging.Name)]
public sealed class RolloutTests(StagingInstallation installation)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Proof]
    [Trait("rule", "E6")]
    public async Task An_unchanged_setting_restarts_nothing_and_a_changed_one_only_what_it_is_for()
    {
        var before = await PodsAsync();

        await installation.UpgradeAsync(Cancellation);
        var same = await PodsAsync();
        await installation.UpgradeAsync(Cancellation, "todo-backend.settings.BACKEND_LOG_LEVEL=warning");
        var after = await PodsAsync();

        Assert.Equal(before["backend"], same["backend"]);
        Assert.Equal(before["frontend"], same["frontend"]);
        Assert.Empty(after["backend"].Intersect(before["backend"], StringComparer.Ordinal));
        Assert.Equal(before["frontend"], after["frontend"]);
        await installation.UpgradeAsync(Cancellation);
    }

    [Proof]
    [Trait("rule", "D4")]
    [Trait("rule", "C2")]
    public async Task A_rolling_upgrade_under_load_loses_no_request_and_no_write()
    {
        await using var load = await Load.StartAsync(installation.Site, workers: 4, TimeSpan.FromMilliseconds(100), Cancellation);
        await load.GoOnAsync(50, TimeSpan.FromSeconds(60), Cancellation);
        var before = await PodsAsync();

        await installation.UpgradeAsync(Cancellation, TestCluster.NextTag.Length > 0
            ? [$"global.image.tag={TestCluster.NextTag}"]
            : ["todo-backend.podAnnotations.version=next", "todo-frontend.podAnnotations.version=next"]);
        await load.GoOnAsync(50, TimeSpan.FromSeconds(60), Cancellation);
        var after = await PodsAsync();

        Assert.Empty(after["backend"].Intersect(before["backend"], StringComparer.Ordinal));
        Assert.Empty(after["frontend"].Intersect(before["frontend"], StringComparer.Ordinal));
        Assert.Equal(before["database"], after["database"]); // A release of the app is none of PostgreSQL.

        Assert.Empty(await load.StopAsync());
        Assert.Empty(await load.LostAsync(Cancellation));
        Console.WriteLine($"      {load.Answered} requests, {load.Acknowledged.Count} writes");
    }

    private async Task<Dictionary<string, string[]>> PodsAsync()
    {
        var pods = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var component in (string[])["frontend", "backend", "database"])
        {
            IReadOnlyList<JsonNode> found = await installation.Kubectl.PodsAsync(component, Cancellation);
            pods.Add(component, [.. found.Select(pod => pod.Making()).Distinct(StringComparer.Ordinal)]);
        }

        return pods;
    }
}
