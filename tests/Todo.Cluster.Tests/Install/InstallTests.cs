using System.Text.Json.Nodes;
using Todo.Cluster.Tests.Running;

namespace Todo.Cluster.Tests.Install;

/// <summary>One install brings up everything, in time, restricted, and says what to do next.</summary>
[Collection(Dev.Name)]
public sealed class InstallTests(DevInstallation installation)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Proof]
    [Trait("rule", "D1")]
    public void It_takes_less_than_five_minutes_with_the_images() =>
        Assert.InRange(installation.InstallTime, TimeSpan.Zero, TimeSpan.FromMinutes(5));

    [Proof]
    [Trait("rule", "D7")]
    [Trait("rule", "C2")]
    public async Task All_pods_are_ready_within_60_seconds_of_their_creation()
    {
        var pods = await RunningPodsAsync();

        Assert.NotEmpty(pods);
        Assert.All(pods, pod => Assert.InRange(pod.ReadySince()!.Value - pod.Created(), TimeSpan.Zero, TimeSpan.FromSeconds(60)));
        Assert.All(pods, pod => Assert.Equal(0, pod.Restarts()));
    }

    [Proof]
    [Trait("rule", "C6")]
    public async Task Every_pod_meets_restricted()
    {
        // The namespace enforces it already; the API server's own judgement of what is there, said again for all of them.
        var outcome = await Program.TryAsync(
            "kubectl", ["label", "--dry-run=server", "--overwrite", "namespace", installation.Namespace, "pod-security.kubernetes.io/enforce=restricted"], null, Cancellation);

        Assert.True(outcome.IsSuccess, outcome.All);
        Assert.DoesNotContain("Warning", outcome.All, StringComparison.Ordinal);
        var labels = JsonNode.Parse(await Program.RunAsync("kubectl", ["get", "namespace", installation.Namespace, "-o", "json"], null, Cancellation))!["metadata"]!["labels"]!;
        Assert.Equal("restricted", (string?)labels["pod-security.kubernetes.io/enforce"]);
    }

    [Proof]
    [Trait("rule", "C7")]
    public async Task Every_pod_has_an_account_of_its_own_without_a_token()
    {
        var pods = await RunningPodsAsync();

        Assert.All(pods, pod =>
        {
            Assert.NotEqual("default", (string?)pod["spec"]!["serviceAccountName"]);
            Assert.DoesNotContain("kube-api-access", pod["spec"]!.ToJsonString(), StringComparison.Ordinal);
        });
        var bindings = await installation.Kubectl.ListAsync("rolebindings", null, Cancellation);
        Assert.Empty(bindings); // The hook's went with the hook.
    }

    [Proof]
    [Trait("rule", "D8")]
    public async Task Helm_test_passes() =>
        await Helm.Newest.RunAsync(Cancellation, "test", Installation.Instance, "--namespace", installation.Namespace, "--timeout", "2m");

    [Proof]
    [Trait("rule", "E1")]
    public async Task No_secret_is_in_the_release()
    {
        var manifest = await Helm.Newest.RunAsync(Cancellation, "get", "manifest", Installation.Instance, "--namespace", installation.Namespace);
        var values = await Helm.Newest.RunAsync(Cancellation, "get", "values", Installation.Instance, "--all", "--namespace", installation.Namespace);

        Assert.DoesNotContain("kind: Secret\n", manifest, StringComparison.Ordinal);
        foreach (var secret in await installation.Kubectl.ListAsync("secrets", "app.kubernetes.io/part-of=todo", Cancellation))
        {
            foreach (var (key, value) in secret["data"]!.AsObject())
            {
                var text = System.Text.Encoding.UTF8.GetString(Convert.FromBase64String((string)value!));
                Assert.False((manifest + values).Contains(text, StringComparison.Ordinal), $"{secret.Name()}/{key} is in the release");
            }
        }
    }

    private async Task<IReadOnlyList<JsonNode>> RunningPodsAsync() =>
        [.. (await installation.Kubectl.ListAsync("pods", null, Cancellation)).Where(pod => (string?)pod["status"]!["phase"] == "Running")];
}
