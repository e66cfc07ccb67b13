using System.Text;
using Todo.Cluster.Tests.Running;

namespace Todo.Cluster.Tests.Rotation;

/// <summary>Each secret is changed while people work: no build, no deployment, no restart, no failed request.</summary>
[Collection(Staging.Name)]
[Trait("rule", "E2")]
public sealed class RotationTests(StagingInstallation installation)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Proof]
    public async Task The_databases_login()
    {
        var before = await RunningAsync();
        await using var load = await StartAsync();
        var old = await UserAsync();

        await RotateAsync("database-app");
        await Until.Async(
            TimeSpan.FromSeconds(240), // Some 90 s after its last session, since a pod may see the new file that late.
            "the old role has no session and no login, and the new one works",
            async token => await installation.Kubectl.SqlAsync(
                Installation.Instance,
                "select rolname, rolcanlogin, (select count(*) from pg_stat_activity where usename = rolname) from pg_roles where rolname in ('todo_a', 'todo_b') order by 1", token) is var seen
                && seen.Contains($"{old}|f|0", StringComparison.Ordinal) ? (true, "") : (false, seen),
            Cancellation);

        Assert.NotEqual(old, await UserAsync());
        await AssertUntouchedAsync(load, before);
    }

    [Proof]
    public async Task The_databases_login_by_kubectl_alone()
    {
        var before = await RunningAsync();
        await using var load = await StartAsync();
        var old = await UserAsync();
        var other = old == "todo_a" ? "todo_b" : "todo_a";
        var url = await SecretAsync("todo-database-app", "url");
        var next = url.Replace("//" + url.Split("//")[1].Split('@')[0], $"//{other}:{Guid.NewGuid():N}", StringComparison.Ordinal);

        await installation.Kubectl.RunAsync(Cancellation, "patch", "secret", "todo-database-app", "-p", $$$"""{"stringData": {"url": "{{{next}}}"}}""");
        await Until.Async(
            TimeSpan.FromSeconds(120),
            "all sessions are the new role's",
            async token => await installation.Kubectl.SqlAsync(
                Installation.Instance, "select distinct usename from pg_stat_activity where usename in ('todo_a', 'todo_b')", token) is var seen
                && seen == other ? (true, "") : (false, seen),
            Cancellation);

        await AssertUntouchedAsync(load, before);
    }

    [Proof]
    public async Task The_owners_password()
    {
        await using var load = await StartAsync();

        await RotateAsync("database-owner");
        await KubeletAsync();

        // A rollout migrates by the new one.
        await installation.Kubectl.RunAsync(Cancellation, "rollout", "restart", "deployment/todo-backend");
        await installation.Kubectl.RunAsync(Cancellation, "rollout", "status", "deployment/todo-backend", "--timeout=120s");
        await load.GoOnAsync(20, TimeSpan.FromSeconds(30), Cancellation);
        Assert.Empty(await load.StopAsync());
    }

    [Proof]
    public async Task The_keys_of_backend_frontend_and_gateway()
    {
        var before = await RunningAsync();
        await using var load = await StartAsync();

        foreach (var kind in (string[])["backend-keys", "frontend-keys", "gateway"])
        {
            await RotateAsync(kind);
        }

        await KubeletAsync();
        await load.GoOnAsync(50, TimeSpan.FromSeconds(30), Cancellation);
        await AssertUntouchedAsync(load, before);
    }

    [Proof]
    public async Task The_databases_certificate()
    {
        var before = await RunningAsync();
        await using var load = await StartAsync();

        await RotateAsync("database-tls");
        await KubeletAsync();

        await load.GoOnAsync(20, TimeSpan.FromSeconds(30), Cancellation);
        await AssertUntouchedAsync(load, before);
    }

    [Proof]
    [Trait("rule", "D4")]
    public async Task A_failing_upgrade_afterwards_takes_nothing_back()
    {
        var secrets = await installation.Kubectl.RunAsync(Cancellation, "get", "secrets", "-l", "app.kubernetes.io/part-of=todo", "-o", "jsonpath={.items[*].data}");
        var before = await RunningAsync();
        await using var load = await StartAsync();

        var outcome = await installation.TryUpgradeAsync(Helm.Newest, TimeSpan.FromSeconds(60), Cancellation, "todo-frontend.image.tag=never-built");

        Assert.False(outcome.IsSuccess);
        Assert.Equal(secrets, await installation.Kubectl.RunAsync(Cancellation, "get", "secrets", "-l", "app.kubernetes.io/part-of=todo", "-o", "jsonpath={.items[*].data}"));
        await AssertUntouchedAsync(load, before);
    }

    private Task<Load> StartAsync() => Load.StartAsync(installation.Site, workers: 3, TimeSpan.FromMilliseconds(100), Cancellation);

    private Task RotateAsync(string kind) => Program.RunAsync(
        Path.Combine(TestCluster.Sources, "todo"), ["secrets", "rotate", kind, "--namespace", installation.Namespace, "--instance", Installation.Instance], null, Cancellation);

    private async Task<string> UserAsync() => (await SecretAsync("todo-database-app", "url")).Split("//")[1].Split(':')[0];

    private async Task<string> SecretAsync(string name, string key) =>
        Encoding.UTF8.GetString(Convert.FromBase64String((string)(await installation.Kubectl.GetAsync("secret", name, Cancellation))["data"]![key]!));

    // Until the services have said in their logs that they read a changed file again.
    private async Task KubeletAsync()
    {
        await Until.Async(
            TimeSpan.FromSeconds(120),
            "the mounted files are the new ones",
            async token =>
            {
                var pod = (await installation.Kubectl.PodsAsync("backend", token))[0];
                var logs = await installation.Kubectl.RunAsync(token, "logs", pod.Name(), "-c", "backend", "--since=150s");
                return logs.Contains("was read again", StringComparison.Ordinal) ? (true, "") : (false, "no such line in the backend's log");
            },
            Cancellation);
    }

    private Task<IReadOnlyList<string>> RunningAsync() => installation.RunningAsync(Cancellation, "backend", "frontend", "database");

    private async Task AssertUntouchedAsync(Load load, IReadOnlyList<string> before)
    {
        Assert.Empty(await load.StopAsync());
        Assert.Empty(await load.LostAsync(Cancellation));
        Assert.Equal(before, await RunningAsync());
    }
}
