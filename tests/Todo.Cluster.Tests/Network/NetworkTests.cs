using System.Text.Json.Nodes;
using Todo.Cluster.Tests.Running;

namespace Todo.Cluster.Tests.Network;

/// <summary>
/// Every pair of pods, the API server, the nodes and the outside, tried from inside each pod on every port that anything listens
/// on: what is declared (specs/004-kubernetes/contracts/network.md) is open, all else is closed.
/// </summary>
[Collection(Dev.Name)]
[Trait("rule", "C5")]
public sealed class NetworkTests(DevInstallation installation)
{
    private static readonly Dictionary<string, int[]> Ports = new(StringComparer.Ordinal)
    {
        ["frontend"] = [8080, 9090],
        ["backend"] = [8080, 8081, 9090],
        ["database"] = [5432],
    };

    // Which part may reach which port of which part.
    private static readonly Dictionary<string, string[]> Declared = new(StringComparer.Ordinal)
    {
        ["frontend"] = ["backend:8080", "backend:8081"],
        ["backend"] = ["database:5432"],
        ["database"] = [],
        ["test"] = ["frontend:8080", "backend:8080", "database:5432"],
        ["stranger"] = [],
        ["elsewhere"] = [],
    };

    private readonly Prober prober = new(installation);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Proof]
    public Task From_the_frontend() => ProveAsync("frontend", PodAsync);

    [Proof]
    public Task From_the_backend() => ProveAsync("backend", PodAsync);

    [Proof]
    public Task From_the_database() => ProveAsync("database", PodAsync);

    [Proof]
    public Task From_a_pod_of_the_charts_tests() => ProveAsync("test", (addresses, _) => prober.OpenFromStrangerAsync(
        installation.Namespace,
        new JsonObject { ["app.kubernetes.io/instance"] = Installation.Instance, ["app.kubernetes.io/component"] = "test", ["app.kubernetes.io/part-of"] = "todo", ["todo.dev/tier"] = "test" },
        addresses,
        Cancellation));

    [Proof]
    public Task From_a_stranger_in_the_namespace() =>
        ProveAsync("stranger", (addresses, _) => prober.OpenFromStrangerAsync(installation.Namespace, new JsonObject { ["app"] = "stranger" }, addresses, Cancellation));

    [Proof]
    public Task From_another_namespace() =>
        ProveAsync("elsewhere", (addresses, _) => prober.OpenFromStrangerAsync("default", new JsonObject { ["app"] = "stranger" }, addresses, Cancellation), restrictsWhatLeaves: false);

    private async Task ProveAsync(string from, Func<string[], string, Task<IReadOnlySet<string>>> openAsync, bool restrictsWhatLeaves = true)
    {
        var places = await PlacesAsync(except: from); // No policy stands between a pod and itself.
        string[] beyond = restrictsWhatLeaves ? await BeyondAsync() : [];

        var open = await openAsync([.. places.Keys, .. beyond], from);

        var allowed = places.Where(place => Declared[from].Contains(place.Value, StringComparer.Ordinal)).Select(place => place.Key);
        Assert.Equal(allowed.Order(StringComparer.Ordinal), open.Order(StringComparer.Ordinal));
    }

    private async Task<IReadOnlySet<string>> PodAsync(string[] addresses, string component) =>
        await prober.OpenFromAsync((await installation.Kubectl.PodsAsync(component, Cancellation))[0].Name(), addresses, Cancellation);

    // By address, so that a closed name service can't stand for a closed edge: tcp://10.…:8080 → backend:8080.
    private async Task<Dictionary<string, string>> PlacesAsync(string except)
    {
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (component, ports) in Ports.Where(part => part.Key != except))
        {
            var pod = (await installation.Kubectl.PodsAsync(component, Cancellation))[0];
            foreach (var port in ports)
            {
                places.Add($"tcp://{(string)pod["status"]!["podIP"]!}:{port}", $"{component}:{port}");
            }
        }

        return places;
    }

    // The API server by its service and by its own address, a node's kubelet, another namespace's pod, and the outside.
    private static async Task<string[]> BeyondAsync()
    {
        var service = JsonNode.Parse(await Program.RunAsync("kubectl", ["get", "service", "kubernetes", "-n", "default", "-o", "json"], null, Cancellation))!;
        var endpoints = JsonNode.Parse(await Program.RunAsync("kubectl", ["get", "endpointslices", "-n", "default", "-l", "kubernetes.io/service-name=kubernetes", "-o", "json"], null, Cancellation))!;
        var node = JsonNode.Parse(await Program.RunAsync("kubectl", ["get", "nodes", "-o", "json"], null, Cancellation))!["items"]![0]!;
        var slice = endpoints["items"]![0]!;
        return
        [
            $"tcp://{service["spec"]!["clusterIP"]}:443",
            $"tcp://{slice["endpoints"]![0]!["addresses"]![0]}:{slice["ports"]![0]!["port"]}",
            $"tcp://{node["status"]!["addresses"]!.AsArray().First(address => (string)address!["type"]! == "InternalIP")!["address"]}:10250",
            "tcp://1.1.1.1:443",
        ];
    }
}
