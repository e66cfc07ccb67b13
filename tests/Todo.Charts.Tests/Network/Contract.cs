using System.Net;

namespace Todo.Charts.Tests.Network;

/// <summary>The edges of specs/004-kubernetes/contracts/network.md, line by line.</summary>
internal static class Contract
{
    private static readonly string[] BackendTier = ["backend", "mcp", "backup", "restore"];

    /// <summary>Everybody outside the release who is let in or asked somewhere, and some who never are.</summary>
    public static IReadOnlyList<Node> Others { get; } =
    [
        Pod("controller", "todo-system", "app.kubernetes.io/name", "traefik"),
        Pod("dns", "kube-system", "k8s-app", "kube-dns"),
        Pod("prometheus", "todo-system", "app.kubernetes.io/name", "prometheus"),
        Pod("collector", "todo-system", "app.kubernetes.io/name", "jaeger"),
        Pod("agent", "agents", "app", "agent"),
        Pod("stranger", "todo-prod", "app", "stranger"),
        Pod("neighbour", "elsewhere", "app.kubernetes.io/component", "frontend"),
        Address("api", "10.0.0.1"),
        Address("model", "203.0.113.7"),
        Address("keys", "203.0.113.8"),
        Address("hooks", "203.0.113.9"),
        Address("managed", "203.0.113.20"),
        Address("bucket", "203.0.113.30"),
        Address("internet", "198.51.100.1"),
    ];

    /// <summary>Exactly what must be open.</summary>
    /// <param name="names">The release's pods.</param>
    /// <param name="named">What the values of this combination name, such as collector.</param>
    public static IEnumerable<string> Edges(IReadOnlyList<string> names, IReadOnlyList<string> named)
    {
        var tests = names.Where(name => name.EndsWith("-test", StringComparison.Ordinal)).ToArray();
        var tier = BackendTier.Intersect(names).ToArray();
        var servers = tier.Where(name => name is "backend" or "mcp").ToArray();
        var storing = tier.Where(name => name is "backup" or "restore").ToArray();
        var database = names.Contains("database") ? (string[])["database"] : [];
        var mcp = servers.Contains("mcp") ? "mcp" : "backend";
        string[] If(string name) => named.Contains(name) ? [name] : [];

        return ((IEnumerable<IEnumerable<string>>)
        [
            To(["controller"], ["frontend"], "TCP/8080"),
            To(["frontend"], ["backend"], "TCP/8080", "TCP/8081"),
            To(["frontend"], servers.Where(name => name == "mcp"), "TCP/8080"),
            To(tier, database, "TCP/5432"),
            To([.. tier, .. tests, "frontend"], ["dns"], "UDP/53", "TCP/53"),
            To(If("prometheus"), ["frontend", .. servers], "TCP/9090"),
            To([.. tier, "frontend"], If("collector"), "TCP/4317"),
            To(If("agent"), [mcp], "TCP/8080"),
            To(servers, [.. If("model"), .. If("keys"), .. If("hooks")], "TCP/443"),
            To(tier, If("managed"), "TCP/5432"),
            To(storing, If("bucket"), "TCP/443"),
            To(names.Where(name => name == "secrets"), Others.Where(node => node.Address is not null).Select(node => node.Name), "TCP/443", "TCP/6443"),
            To(tests, ["frontend", .. servers], "TCP/8080"),
            To(tests, database, "TCP/5432"),
        ]).SelectMany(edges => edges);
    }

    private static IEnumerable<string> To(IEnumerable<string> sources, IEnumerable<string> targets, params string[] ports) =>
        from source in sources from target in targets from port in ports select $"{source} → {target} {port}";

    private static Node Pod(string name, string space, string key, string value) => new(name, space, new Dictionary<string, string> { [key] = value });

    private static Node Address(string name, string address) => new(name, "", new Dictionary<string, string>(), IPAddress.Parse(address));
}
