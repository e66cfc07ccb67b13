using System.Text.Json.Nodes;
using Todo.Charts.Tests.Manifests;

namespace Todo.Charts.Tests.Policies;

/// <summary>38 to 44: who reaches whom. Which edges there are exactly is judged by the graph's own tests.</summary>
internal static class NetworkPolicies
{
    private static readonly string[] Outside = ["0.0.0.0/0", "::/0"];

    public static IReadOnlyList<Policy> All { get; } =
    [
        new(38, "Each namespace denies all, in both directions, first", "C5",
            release => release.Pods.Any() && !release.Of("NetworkPolicy").Any(DeniesAll) ? [new Finding("NetworkPolicy/*", "no policy denies all in both directions")] : [],
            Policy.Object("NetworkPolicy", "todo-deny", policy => policy.Make("spec")["policyTypes"] = new JsonArray("Ingress"))),
        new(39, "Each pod is opened by a policy of its own, and each policy is about a pod", "C5",
            release => Unselected(release).Concat(Idle(release)),
            Policy.Object("NetworkPolicy", "todo-backend", policy => policy.Make("spec.podSelector.matchLabels")["app.kubernetes.io/component"] = "other")),
        new(40, "A policy names whom it lets in or out, and at which port", "C5",
            release => from policy in release.Of("NetworkPolicy")
                       from rule in policy.Json.Items("spec.ingress").Concat(policy.Json.Items("spec.egress"))
                       where !IsNarrow(rule)
                       select new Finding(policy.ToString(), "a rule is open to everybody, or at every port"),
            Policy.Object("NetworkPolicy", "todo-backend", policy => policy.Make("spec")["egress"] = new JsonArray(new JsonObject()))),
        new(41, "A service selects pods, and goes to named ports that they have", "C10",
            Policy.Each("Service", "it selects no pod, or a port that its pods do not have", (release, service) => release.Pods.Any(pod => pod.IsService && IsServed(service, pod))),
            Policy.Object("Service", "todo-backend", service => service.Items("spec.ports")[0]["targetPort"] = "web")),
        new(42, "No service is open to the outside by itself, where people rely on it", "C5",
            Policy.Each("Service", "it is open to the outside", (release, service) => !release.IsSerious || service.Json.Text("spec.type") is null or "ClusterIP"),
            Policy.Object("Service", "todo-backend", service => service.Make("spec")["type"] = "LoadBalancer")),
        new(43, "An ingress has a host of its own, TLS, and a service that exists", "C13",
            Policy.Each("Ingress", "its host, TLS or service is missing", IsGoodIngress),
            Policy.Object("Ingress", "todo-frontend", ingress => ingress.Make("spec").Remove("tls"))),
        new(44, "No port needs rights", "C6",
            Policy.Containers("it has a port below 1024", container => container.Json.Items("ports").All(port => port.Number("containerPort") >= 1024)),
            Policy.Container(container => container.Items("ports")[0]["containerPort"] = 80)),
    ];

    public static bool DeniesAll(Manifest policy) =>
        policy.Json.At("spec.podSelector") is JsonObject { Count: 0 }
        && policy.Json.Items("spec.policyTypes").Count == 2 && policy.Json.Items("spec.ingress").Count == 0 && policy.Json.Items("spec.egress").Count == 0;

    private static IEnumerable<Finding> Unselected(Release release) =>
        from pod in release.Pods
        where !release.Of("NetworkPolicy").Any(policy => !DeniesAll(policy) && policy.Namespace == pod.Owner.Namespace && policy.Json.At("spec.podSelector").Selects(pod.Labels))
        select new Finding(pod.ToString(), "no policy of its own selects it");

    private static IEnumerable<Finding> Idle(Release release) =>
        from policy in release.Of("NetworkPolicy")
        where !release.Pods.Any(pod => policy.Json.At("spec.podSelector").Selects(pod.Labels))
        select new Finding(policy.ToString(), "it selects no pod");

    private static bool IsNarrow(JsonNode rule)
    {
        var peers = rule.Items("from").Concat(rule.Items("to")).ToArray();
        return peers.Length > 0 && rule.Items("ports").Count > 0 && peers.All(IsNarrowPeer);
    }

    private static bool IsNarrowPeer(JsonNode peer) =>
        peer.At("ipBlock") is { } block
            ? !Outside.Contains(block.Text("cidr"))
            : peer.At("podSelector.matchLabels") is JsonObject { Count: > 0 } && peer.At("namespaceSelector") is null or JsonObject { Count: > 0 };

    private static bool IsServed(Manifest service, Pod pod) =>
        service.Json.Texts("spec.selector") is { Count: > 0 } selector
        && selector.All(wanted => pod.Labels.GetValueOrDefault(wanted.Key) == wanted.Value)
        && service.Json.Items("spec.ports").All(port => pod.Containers.Any(container => container.Json.Items("ports").Any(known => known.Text("name") == port.Text("targetPort"))));

    private static bool IsGoodIngress(Release release, Manifest ingress)
    {
        var rules = ingress.Json.Items("spec.rules");
        var encrypted = ingress.Json.Items("spec.tls").SelectMany(tls => tls.Items("hosts")).Select(host => host.ToString()).ToArray();
        return rules.Count > 0
            && rules.All(rule => rule.Text("host") is { Length: > 0 } host && !host.Contains('*', StringComparison.Ordinal) && encrypted.Contains(host))
            && rules.SelectMany(rule => rule.Items("http.paths")).All(path => release.Of("Service").Any(service =>
                service.Name == path.Text("backend.service.name") && service.Json.Items("spec.ports").Any(port => port.Text("name") == path.Text("backend.service.port.name") || port.Text("port") == path.Text("backend.service.port.number"))));
    }
}
