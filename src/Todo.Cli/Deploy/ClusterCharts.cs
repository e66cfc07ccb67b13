using Todo.Cli.Charts;
using Todo.Cli.Output;

namespace Todo.Cli.Deploy;

/// <summary>The charts that are installed once for each cluster: namespaces with their labels, and the ingress controller.</summary>
internal sealed class ClusterCharts(Kubectl kubectl, Releases helm, ChartCopy charts)
{
    private const string Namespaces = "todo-namespaces";
    private const string Ingress = "todo-system";
    private static readonly string[] Ours = ["todo-dev", "todo-staging", "todo-prod", Ingress];

    /// <summary>Makes a namespace that is absent; with one of Todo's own come the others, too.</summary>
    public async Task MakeNamespaceAsync(string name, CancellationToken cancellation)
    {
        Lines.Progress($"Making the namespace {name}.");
        if (Ours.Contains(name))
        {
            await InstallAsync(Namespaces, Namespaces, "default", ["--set", $"namespaces={{{string.Join(',', await AbsentOrOwnAsync(cancellation))}}}"], cancellation);
        }
        else
        {
            await InstallAsync($"namespace-{name}", Namespaces, "default", ["--set", $"namespaces={{{name}}}"], cancellation);
        }
    }

    /// <summary>Installs the ingress controller for the namespaces that it is to serve, which exist; <paramref name="service"/> says how it is reached, in helm's words.</summary>
    public async Task InstallIngressAsync(IEnumerable<string> namespaces, IEnumerable<string> service, CancellationToken cancellation)
    {
        if (await kubectl.FindAsync("namespace", Ingress, null, cancellation) is null)
        {
            await MakeNamespaceAsync(Ingress, cancellation);
        }

        Lines.Progress($"Installing the ingress controller in {Ingress}.");
        await InstallAsync(Ingress, Ingress, Ingress, ["--set", $"traefik.namespaces={{{string.Join(',', namespaces)}}}", .. service], cancellation);
    }

    // Helm refuses what somebody else has made; and what the release has made before stays, in the list or not.
    private async Task<IReadOnlyList<string>> AbsentOrOwnAsync(CancellationToken cancellation)
    {
        List<string> names = [];
        foreach (var name in Ours)
        {
            var found = await kubectl.FindAsync("namespace", name, null, cancellation);
            if (found is null || found.Value.Annotation("meta.helm.sh/release-name") == Namespaces)
            {
                names.Add(name);
            }
        }

        return names;
    }

    private Task<string> InstallAsync(string release, string chart, string space, string[] values, CancellationToken cancellation) =>
        helm.RunAsync(["upgrade", "--install", release, charts.PathOf(chart), "--namespace", space, .. values, "--wait", helm.RollbackOption, "--timeout", "5m"], cancellation);
}
