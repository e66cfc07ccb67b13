using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Todo.Cluster.Tests.Running;

namespace Todo.Cluster.Tests.Network;

/// <summary>
/// Tries addresses from inside a pod. In the product's pods by an ephemeral container, which shares the pod's own network; from
/// elsewhere by a pod of the test's.
/// </summary>
public sealed partial class Prober(Installation installation)
{
    private int number;

    /// <summary>The image of the command line, as the installation has it.</summary>
    public async Task<string> ImageAsync(CancellationToken cancellation)
    {
        var backend = await installation.Kubectl.GetAsync("deployment", "todo-backend", cancellation);
        var image = (string)backend["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]!;
        return image.Replace("todo-backend", "todo-cli", StringComparison.Ordinal);
    }

    /// <summary>The addresses that answer, tried from a pod of the product.</summary>
    public Task<IReadOnlySet<string>> OpenFromAsync(string pod, IReadOnlyCollection<string> addresses, CancellationToken cancellation) =>
        OpenFromAsync(installation.Kubectl, pod, addresses, cancellation);

    /// <summary>The addresses that answer, tried from a pod of no part of the product, in a namespace and with labels of the caller's choice.</summary>
    public async Task<IReadOnlySet<string>> OpenFromStrangerAsync(string @namespace, JsonObject labels, IReadOnlyCollection<string> addresses, CancellationToken cancellation)
    {
        var kubectl = new Kubectl(@namespace);
        var name = "stranger-" + Guid.NewGuid().ToString("N")[..6];
        var security = """{"allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "capabilities": {"drop": ["ALL"]}}""";
        var pod = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = labels },
            ["spec"] = new JsonObject
            {
                ["restartPolicy"] = "Never",
                ["automountServiceAccountToken"] = false,
                ["securityContext"] = JsonNode.Parse("""{"runAsNonRoot": true, "runAsUser": 10001, "seccompProfile": {"type": "RuntimeDefault"}}"""),
                ["containers"] = new JsonArray(new JsonObject
                {
                    ["name"] = "probe",
                    ["image"] = await ImageAsync(cancellation),
                    ["imagePullPolicy"] = "IfNotPresent",
                    ["args"] = new JsonArray("probe", "--for", "300", "tcp://127.0.0.1:1"), // Nothing is there: it stays for as long as it is needed.
                    ["securityContext"] = JsonNode.Parse(security),
                    ["resources"] = JsonNode.Parse("""{"requests": {"cpu": "10m", "memory": "64Mi"}, "limits": {"cpu": "1", "memory": "128Mi"}}"""),
                    ["volumeMounts"] = JsonNode.Parse("""[{"name": "tmp", "mountPath": "/tmp"}]"""),
                }),
                ["volumes"] = JsonNode.Parse("""[{"name": "tmp", "emptyDir": {}}]"""),
            },
        };
        await kubectl.ApplyAsync(pod.ToJsonString(), cancellation);
        try
        {
            // A pod's first packets may leave before its policies are in force: only what comes later is tried.
            await kubectl.RunAsync(cancellation, "wait", "--for=condition=Ready", "pod/" + name, "--timeout=60s");
            return await OpenFromAsync(kubectl, name, addresses, cancellation);
        }
        finally
        {
            await kubectl.RunAsync(cancellation, "delete", "pod", name, "--grace-period=1", "--wait=false");
        }
    }

    private async Task<IReadOnlySet<string>> OpenFromAsync(Kubectl kubectl, string pod, IReadOnlyCollection<string> addresses, CancellationToken cancellation)
    {
        var container = $"probe-{Interlocked.Increment(ref number)}-{Guid.NewGuid().ToString("N")[..6]}";
        await kubectl.RunAsync(cancellation, [
            "debug", pod, "--profile=restricted", "--image", await ImageAsync(cancellation), "--image-pull-policy=IfNotPresent", "--container", container,
            "--", "dotnet", "/app/todo.dll", "probe", "--for", "2", .. addresses]);
        var (lines, _) = await Until.AsyncValue(
            TimeSpan.FromSeconds(90),
            $"the probe in {pod} ended",
            async token =>
            {
                var status = (await kubectl.GetAsync("pod", pod, token))["status"]!["ephemeralContainerStatuses"]?.AsArray()
                    .FirstOrDefault(status => (string)status!["name"]! == container);
                return status?["state"]?["terminated"] is null
                    ? (null, status?.ToJsonString() ?? "no container")
                    : (await kubectl.RunAsync(token, "logs", pod, "-c", container), "");
            },
            cancellation);
        return Open(lines, addresses);
    }

    // Each address must have been tried, or nothing is proven.
    private static HashSet<string> Open(string lines, IReadOnlyCollection<string> addresses)
    {
        var seen = Line().Matches(lines).ToDictionary(match => match.Groups["address"].Value, match => match.Groups["state"].Value == "open", StringComparer.Ordinal);
        Assert.True(addresses.All(seen.ContainsKey), $"Not every address was tried: {lines}");
        return [.. seen.Where(entry => entry.Value).Select(entry => entry.Key)];
    }

    [GeneratedRegex(@"^(?<state>open|closed) (?<address>\S+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Line();
}
