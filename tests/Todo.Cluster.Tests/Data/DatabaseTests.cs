using Todo.Cluster.Tests.Running;

namespace Todo.Cluster.Tests.Data;

/// <summary>The database killed, lost and brought back.</summary>
[Collection(Staging.Name)]
public sealed class DatabaseTests(StagingInstallation installation)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Proof]
    [Trait("rule", "C11")]
    [Trait("rule", "A6")]
    public async Task Killed_under_load_errors_are_clear_writes_are_kept_and_all_works_within_30_seconds()
    {
        var before = await installation.RunningAsync(Cancellation, "backend", "frontend");
        await using var load = await Load.StartAsync(installation.Site, workers: 3, TimeSpan.FromMilliseconds(100), Cancellation);
        await load.GoOnAsync(30, TimeSpan.FromSeconds(30), Cancellation);

        await installation.Kubectl.RunAsync(Cancellation, "delete", "pod", "todo-database-0", "--grace-period=0", "--force");
        await Until.Async(TimeSpan.FromSeconds(20), "the loss is seen", _ => Task.FromResult((load.Failures.Count > 0, "no failure")), Cancellation);
        var answered = load.Answered;
        var recovery = await Until.Async(
            TimeSpan.FromSeconds(30), "requests are answered again", _ => Task.FromResult((load.Answered > answered + 5, $"{load.Answered - answered}; {load.Failures.Last()}")), Cancellation);

        var failures = await load.StopAsync();
        Assert.All(failures, failure => Assert.Contains(" 503 ", failure, StringComparison.Ordinal));
        Assert.Empty(await load.LostAsync(Cancellation));
        Assert.Equal(before, await installation.RunningAsync(Cancellation, "backend", "frontend"));
        Console.WriteLine($"      recovered in {recovery.TotalSeconds:0.0} s, {failures.Count} requests refused");
    }

    [Proof]
    [Trait("rule", "C12")]
    public async Task A_backup_brings_every_task_back_after_the_volume_is_lost()
    {
        await using var load = await Load.StartAsync(installation.Site, workers: 2, TimeSpan.FromMilliseconds(100), Cancellation);
        await load.GoOnAsync(60, TimeSpan.FromSeconds(30), Cancellation);
        await load.StopAsync();
        await JobAsync("todo-backup", "backup-now");

        await installation.Kubectl.RunAsync(Cancellation, "delete", "pvc", "data-todo-database-0", "--wait=false");
        await installation.Kubectl.RunAsync(Cancellation, "delete", "pod", "todo-database-0");
        await Until.Async(
            TimeSpan.FromSeconds(120),
            "an empty database is ready",
            async token => await installation.Kubectl.PodsAsync("database", token) is [var pod] && pod.IsReady() ? (true, "") : (false, await installation.StateAsync(token)),
            Cancellation);
        await JobAsync("todo-restore", "restore-now");

        Assert.Empty(await load.LostAsync(Cancellation));
    }

    private async Task JobAsync(string form, string name)
    {
        await installation.Kubectl.RunAsync(Cancellation, "create", "job", name, "--from=cronjob/" + form);
        await Until.Async(
            TimeSpan.FromSeconds(120),
            $"{name} is complete",
            async token => await installation.Kubectl.GetAsync("job", name, token) is var job && (int?)job["status"]?["succeeded"] == 1
                ? (true, "")
                : (false, (await installation.Kubectl.TryAsync(token, "logs", "job/" + name)).All),
            Cancellation);
    }
}
