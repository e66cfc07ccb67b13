using System.Text.Json.Nodes;
using Todo.Cluster.Tests.Running;

namespace Todo.Cluster.Tests.Scaling;

/// <summary>More load makes more replicas, and each of them gets its share.</summary>
[Collection(Staging.Name)]
public sealed class AutoscalingTests(StagingInstallation installation)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Proof]
    [Trait("rule", "C3")]
    [Trait("rule", "C10")]
    public async Task At_rest_there_are_two_backends_and_load_brings_a_third_which_soon_works_like_the_others()
    {
        // What the start and other proofs have added goes first: it does come down again.
        var down = await Until.Async(
            TimeSpan.FromMinutes(5),
            "two backends are enough at rest",
            async token => await installation.Kubectl.PodsAsync("backend", token) is var pods && pods.Count == 2 && pods.All(pod => pod.IsReady())
                ? (true, "")
                : (false, await installation.Kubectl.RunAsync(token, "get", "hpa")),
            Cancellation);
        await using var load = await Load.StartAsync(installation.Site, workers: 16, TimeSpan.Zero, Cancellation);

        var (pods, scaled) = await Until.AsyncValue(
            TimeSpan.FromSeconds(180),
            "a third backend is ready",
            async token => await installation.Kubectl.PodsAsync("backend", token) is var pods && pods.Count(pod => pod.IsReady()) >= 3
                ? (pods, "")
                : (null, await installation.Kubectl.RunAsync(token, "get", "hpa")),
            Cancellation);
        var newest = pods.MaxBy(pod => pod.ReadySince()!.Value)!;
        var before = await RequestsAsync(newest);
        var shared = await Until.Async(
            TimeSpan.FromSeconds(30),
            "the new backend answers requests of the load",
            async token => await RequestsAsync(newest) is var now && now > before + 20 ? (true, "") : (false, $"{now} requests"),
            Cancellation);

        Assert.Empty(await load.StopAsync());
        Console.WriteLine($"      two backends at rest after {down.TotalSeconds:0} s, third ready after {scaled.TotalSeconds:0} s, at work {shared.TotalSeconds:0} s later; {load.Answered} requests");
    }

    // Requests that a pod has answered, from its metrics; the API server reads them on our behalf.
    private async Task<double> RequestsAsync(JsonNode pod)
    {
        var text = await Program.RunAsync(
            "kubectl", ["get", "--raw", $"/api/v1/namespaces/{installation.Namespace}/pods/{pod.Name()}:9090/proxy/metrics"], null, Cancellation);
        return text.Split('\n')
            .Where(line => line.StartsWith("http_server_request_duration_seconds_count", StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture));
    }
}
