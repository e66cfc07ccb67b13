using System.Diagnostics;
using Todo.Cluster.Tests.Running;

namespace Todo.Cluster.Tests.Upgrades;

/// <summary>An upgrade that can't work goes back by itself, says why, and the app never stops answering.</summary>
[Collection(Staging.Name)]
[Trait("rule", "D4")]
public sealed class BrokenUpgradeTests(StagingInstallation installation)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Proof]
    [Trait("rule", "G5")]
    [Trait("rule", "E5")]
    public async Task A_wrong_setting_is_refused_before_any_pod_changes()
    {
        await using var load = await StartAsync();
        var before = await installation.RunningAsync(Cancellation, "backend", "frontend", "database");

        await FailAsync("todo-backend.settings.BACKEND_SESSION_LIFETIME=for-ever");

        Assert.Equal(before, await installation.RunningAsync(Cancellation, "backend", "frontend", "database"));
        var told = await installation.Kubectl.RunAsync(Cancellation, "logs", "job/todo-backend-check");
        Assert.Contains("BACKEND_SESSION_LIFETIME", told, StringComparison.Ordinal);
        await AssertAsBeforeAsync(load);
    }

    [Proof]
    public async Task An_image_that_is_not_there()
    {
        await using var load = await StartAsync();
        await FailAsync("todo-frontend.image.tag=never-built");
        await AssertAsBeforeAsync(load);
    }

    [Proof]
    [Trait("rule", "D8")]
    public async Task A_version_that_never_gets_ready()
    {
        await using var load = await StartAsync();
        await FailAsync("todo-frontend.settings.FRONTEND_BACKEND_URL=http://nowhere:8080");
        await AssertAsBeforeAsync(load);
    }

    [Proof]
    [Trait("rule", "C12")]
    public async Task A_migration_that_fails()
    {
        await using var load = await StartAsync();
        // The program refuses to migrate a schema one of whose scripts is not what it was.
        await installation.Kubectl.SqlAsync(Installation.Instance, "update schema_migrations set checksum = 'x' || checksum where name like '0001%'", Cancellation);
        try
        {
            await FailAsync("todo-backend.podAnnotations.version=broken");
        }
        finally
        {
            await installation.Kubectl.SqlAsync(Installation.Instance, "update schema_migrations set checksum = substr(checksum, 2) where name like '0001%'", Cancellation);
        }

        await AssertAsBeforeAsync(load);
    }

    private Task<Load> StartAsync() => Load.StartAsync(installation.Site, workers: 2, TimeSpan.FromMilliseconds(200), Cancellation);

    private async Task FailAsync(string setting) => Assert.False((await installation.TryUpgradeAsync(Helm.Newest, Timeout, Cancellation, setting)).IsSuccess);

    // Rolled back, everything ready, and not one request lost meanwhile.
    private async Task AssertAsBeforeAsync(Load load)
    {
        var watch = Stopwatch.StartNew();
        await load.GoOnAsync(20, TimeSpan.FromSeconds(30), Cancellation);
        Assert.Empty(await load.StopAsync());
        Assert.Empty(await load.LostAsync(Cancellation));
        var status = await Helm.Newest.RunAsync(Cancellation, "status", Installation.Instance, "--namespace", installation.Namespace);
        Assert.Contains("STATUS: deployed", status, StringComparison.Ordinal);
        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1));
    }
}
