using System.Diagnostics;

namespace Todo.Cluster.Tests.Running;

/// <summary>The umbrella in a namespace of its own, installed once for the proofs that share it.</summary>
public abstract class Installation : IAsyncLifetime
{
    /// <summary>The release's name and so the prefix of all names.</summary>
    public const string Instance = "todo";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    protected Installation(string environment, string @namespace, bool isSecure = false)
    {
        Environment = environment;
        Namespace = @namespace;
        Kubectl = new Kubectl(Namespace);
        // Browsers know every name under localhost; HSTS is not sent for those.
        Site = new Site(isSecure ? @namespace + ".example" : @namespace + ".localhost", isSecure);
    }

    /// <summary>Whose values it has: dev, staging or prod.</summary>
    public string Environment { get; }

    public string Namespace { get; }

    public Kubectl Kubectl { get; }

    /// <summary>The web app through the ingress.</summary>
    public Site Site { get; }

    /// <summary>How long the install took, images included.</summary>
    public TimeSpan InstallTime { get; private set; }

    /// <summary>What goes over the environment's values on a small machine.</summary>
    protected virtual string Overlay => "";

    protected virtual string[] Extra => [];

    protected virtual Helm Helm => Helm.Newest;

    public async ValueTask InitializeAsync()
    {
        if (!TestCluster.IsNamed)
        {
            return;
        }

        using var limit = new CancellationTokenSource(Limit * 2);
        await RemoveAsync(limit.Token);
        await PrepareAsync(limit.Token);
        await TestCluster.PackedAsync(limit.Token);
        var watch = Stopwatch.StartNew();
        if (TestCluster.LoadCommand.Length > 0)
        {
            await Program.ShellAsync(TestCluster.LoadCommand, limit.Token);
        }

        await UpgradeAsync(limit.Token);
        InstallTime = watch.Elapsed;
        Console.WriteLine($"   installed {Namespace} in {InstallTime.TotalSeconds:0.0} s");
    }

    public async ValueTask DisposeAsync()
    {
        if (TestCluster.IsNamed)
        {
            using var limit = new CancellationTokenSource(Limit);
            await RemoveAsync(limit.Token);
        }
    }

    /// <summary>Installs or upgrades with the given `--set` words; a failure fails the test with what Helm said.</summary>
    public async Task UpgradeAsync(CancellationToken cancellation, params string[] sets)
    {
        var outcome = await TryUpgradeAsync(Helm, Limit, cancellation, sets);
        Assert.True(outcome.IsSuccess, outcome.IsSuccess ? "" : $"helm upgrade failed: {outcome.All}\n{await StateAsync(cancellation)}");
    }

    /// <summary>The same, whatever comes of it; rolled back when it fails.</summary>
    public async Task<Outcome> TryUpgradeAsync(Helm helm, TimeSpan timeout, CancellationToken cancellation, params string[] sets)
    {
        string[] values = TestCluster.Values.Length > 0 ? ["-f", TestCluster.Values] : [];
        var overlay = Path.Combine(Path.GetTempPath(), $"{Namespace}-overlay.yaml");
        await File.WriteAllTextAsync(overlay, Overlay, cancellation);
        return await helm.TryAsync(cancellation, [
            "upgrade", "--install", Instance, await TestCluster.PackedAsync(cancellation), "--namespace", Namespace, "--create-namespace",
            "-f", Path.Combine(TestCluster.Chart("todo"), $"values-{Environment}.yaml"), .. values, "-f", overlay,
            "--set", $"global.host={Site.Host}", "--set", $"global.publicOrigins={{{Site.Origin}}}",
            .. Extra, .. sets.SelectMany(set => (string[])["--set", set]),
            "--wait", "--timeout", $"{timeout.TotalSeconds:0}s", .. await helm.RollbackFlagAsync(cancellation)]);
    }

    /// <summary>Pods and the newest events, for the message of a failure.</summary>
    public async Task<string> StateAsync(CancellationToken cancellation) =>
        (await Kubectl.TryAsync(cancellation, "get", "pods,jobs", "-o", "wide")).All
        + string.Join('\n', (await Kubectl.TryAsync(cancellation, "get", "events", "--sort-by=.lastTimestamp")).All.Split('\n').TakeLast(25));

    /// <summary>What is ready of these parts, and how often it was started again: the same afterwards when nothing was touched.</summary>
    public async Task<IReadOnlyList<string>> RunningAsync(CancellationToken cancellation, params string[] components)
    {
        List<string> running = [];
        foreach (var component in components)
        {
            running.AddRange((await Kubectl.PodsAsync(component, cancellation)).Where(pod => pod.IsReady()).Select(pod => $"{component} {pod.Making()} restarts {pod.Restarts()}"));
        }

        return [.. running.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>What must be there before the install; the namespace with its labels at least.</summary>
    protected virtual Task PrepareAsync(CancellationToken cancellation) => Kubectl.ApplyAsync(
        $$"""
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "{{Namespace}}", "labels": {
          "pod-security.kubernetes.io/enforce": "restricted", "pod-security.kubernetes.io/warn": "restricted"} } }
        """,
        cancellation);

    private Task RemoveAsync(CancellationToken cancellation) =>
        Program.RunAsync("kubectl", ["delete", "namespace", Namespace, "--ignore-not-found", "--wait"], input: null, cancellation);
}
