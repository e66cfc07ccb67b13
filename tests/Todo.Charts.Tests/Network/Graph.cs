using System.Net;
using System.Text.Json.Nodes;
using Todo.Charts.Tests.Manifests;
using Todo.Charts.Tests.Policies;

namespace Todo.Charts.Tests.Network;

/// <summary>Who may talk: a pod, or an address outside.</summary>
internal sealed record Node(string Name, string Namespace, IReadOnlyDictionary<string, string> Labels, IPAddress? Address = null);

/// <summary>Which pairs rendered policies let through, worked out as Kubernetes does.</summary>
internal sealed class Graph(Release release)
{
    private static readonly string[] Ports =
        ["TCP/53", "UDP/53", "TCP/22", "TCP/80", "TCP/443", "TCP/4317", "TCP/5432", "TCP/6443", "TCP/8080", "TCP/8081", "TCP/9090"];

    private readonly Manifest[] policies = [.. release.Of("NetworkPolicy")];

    /// <summary>The release's own pods, by name without the instance.</summary>
    public IReadOnlyList<Node> Pods { get; } =
        [.. release.Pods.Select(pod => new Node(pod.Owner.Name[(pod.Labels["app.kubernetes.io/instance"].Length + 1)..], pod.Owner.Namespace, pod.Labels))];

    /// <summary>Every edge that is open, as "from → to PROTOCOL/PORT"; between others than the release's pods nobody asks.</summary>
    public IEnumerable<string> Edges(IReadOnlyList<Node> others)
    {
        var nodes = Pods.Concat(others).ToArray();
        return from source in nodes
               from target in nodes
               where source != target && (Pods.Contains(source) || Pods.Contains(target))
               from port in Ports
               where IsOpen("Egress", "egress", "to", source, target, port) && IsOpen("Ingress", "ingress", "from", target, source, port)
               select $"{source.Name} → {target.Name} {port}";
    }

    // A pod that no policy of this direction selects is open.
    private bool IsOpen(string type, string rules, string peers, Node own, Node peer, string port)
    {
        var chosen = policies.Where(policy => policy.Namespace == own.Namespace && own.Address is null
            && policy.Json.Items("spec.policyTypes").Any(item => item.ToString() == type)
            && policy.Json.At("spec.podSelector").Selects(own.Labels)).ToArray();
        return chosen.Length == 0
            || chosen.Any(policy => policy.Json.Items("spec." + rules).Any(rule =>
                (rule.Items("ports").Count == 0 || rule.Items("ports").Any(item => $"{item.Text("protocol") ?? "TCP"}/{item.Text("port")}" == port))
                && (rule.Items(peers).Count == 0 || rule.Items(peers).Any(item => IsPeer(item, peer, policy.Namespace)))));
    }

    private static bool IsPeer(JsonNode item, Node node, string home)
    {
        if (item.At("ipBlock") is { } block)
        {
            return node.Address is not null && IPNetwork.Parse(block.Text("cidr")!) is var range && range.Contains(node.Address)
                && block.Items("except").All(hole => !IPNetwork.Parse(hole.ToString()).Contains(node.Address));
        }

        var isThere = item.At("namespaceSelector") is { } space
            ? space.Selects(new Dictionary<string, string> { ["kubernetes.io/metadata.name"] = node.Namespace })
            : node.Namespace == home;
        return node.Address is null && isThere && (item.At("podSelector") is null || item.At("podSelector").Selects(node.Labels));
    }
}
