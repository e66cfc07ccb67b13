using System.Text.RegularExpressions;

namespace Todo.Cli.Deploy;

/// <summary>Whether the cluster enforces NetworkPolicy: a policy that nobody enforces is no error to Kubernetes.</summary>
internal static partial class NetworkChecks
{
    private const string Mend = "without it every pod may reach every other, the database included. minikube: --cni calico; kind: 0.24 or later; or ./todo cluster create. To do without: --set todo-infrastructure.networkPolicy.enabled=false";

    // Networks that enforce it, by the label of the pods that they run on every node.
    private static readonly (string Label, string Value, string Name)[] Enforcing =
    [
        ("k8s-app", "calico-node", "Calico"), ("k8s-app", "canal", "Canal"), ("k8s-app", "cilium", "Cilium"), ("component", "antrea-agent", "Antrea"),
        ("k8s-app", "kube-router", "kube-router"), ("name", "weave-net", "Weave Net"), ("k8s-app", "antrea-agent", "Antrea"),
    ];

    /// <summary>By what is known about networks, before anything runs in the cluster; false when it can't be told.</summary>
    public static async Task<bool> RecogniseAsync(Findings findings, Kubectl kubectl, Manifests manifests, CancellationToken cancellation)
    {
        if (!manifests.Kept.Any(item => item.Kind == "NetworkPolicy"))
        {
            findings.Warn("network policy", "none is made, as the values say: every pod may reach every other.");
            return true;
        }

        var pods = await kubectl.ListAsync("pods", null, cancellation);
        if (Enforcing.FirstOrDefault(network => pods.Any(pod => pod.Label(network.Label) == network.Value)).Name is { } name)
        {
            findings.Ok("network policy", $"{name} is known to enforce it");
            return true;
        }

        var kindnet = pods.FirstOrDefault(pod => pod.Label("k8s-app") == "kindnet").Items("spec", "containers").Select(container => container.Text("image")).FirstOrDefault();
        if (kindnet is null)
        {
            return false;
        }

        // Their tags begin with the day they were made; that of kind 0.24 is the first to enforce policies.
        if (KindnetDay().Match(kindnet) is { Success: true } day && string.CompareOrdinal(day.Value, "v20240813") >= 0)
        {
            findings.Ok("network policy", "kind's network of 0.24 and later is known to enforce it");
        }
        else
        {
            findings.Miss("network policy", $"kind's network of this age ({kindnet}) does not enforce it; {Mend}");
        }

        return true;
    }

    /// <summary>By a trial, once the image is in the cluster.</summary>
    public static async Task TryOutAsync(Findings findings, NetworkTrial trial, CancellationToken cancellation)
    {
        switch (await trial.RunAsync(cancellation))
        {
            case true:
                findings.Ok("network policy", "enforced: tried by two pods");
                break;
            case false:
                findings.Miss("network policy", $"not enforced: a pod under a policy that closes everything got through; {Mend}");
                break;
            default:
                findings.Warn("network policy", $"could not be tried, and the cluster's network is none that is known; {Mend}");
                break;
        }
    }

    [GeneratedRegex(@"v\d{8}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex KindnetDay();
}
