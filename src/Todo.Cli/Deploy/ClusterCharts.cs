using System.Text.Json;
using Todo.Cli.Charts;
using Todo.Cli.Output;

namespace Todo.Cli.Deploy;

/// <summary>The charts that are installed once for each cluster: namespaces with their labels, and the ingress controller.</summary>
internal sealed class ClusterCharts(Kubectl kubectl, Releases helm, ChartCopy charts)
{
    private const string Namespaces = "todo-namespaces";

    /// <summary>The release of the ingress controller, its chart and its namespace.</summary>
    public const string Ingress = "todo-system";

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

    /// <summary>The namespaces that the installed ingress controller serves, none for all of them; null where it is not installed.</summary>
    public async Task<IReadOnlyList<string>?> ServedAsync(CancellationToken cancellation) =>
        await helm.ValuesAsync(Ingress, Ingress, all: true, cancellation) is { } values
            ? [.. new KubeObject(JsonElement.Parse(values)).Items("traefik", "namespaces").Select(name => name.Json.GetString()!)]
            : null;

    /// <summary>
    /// Installs the ingress controller for a namespace that it is to serve, and for Todo's own that are there, beside those that it serves already;
    /// <paramref name="service"/> says how it is reached, in helm's words.
    /// </summary>
    public async Task InstallIngressAsync(string name, IEnumerable<string> service, CancellationToken cancellation)
    {
        if (await kubectl.FindAsync("namespace", Ingress, null, cancellation) is null)
        {
            await MakeNamespaceAsync(Ingress, cancellation);
        }

        var before = await ServedAsync(cancellation);
        if (before is { Count: 0 })
        {
            return; // it serves all of them
        }

        SortedSet<string> served = [];
        foreach (var space in (string[])[name, .. before ?? [], .. Ours.Where(own => own != Ingress)])
        {
            // Its roles are made in each of them, which fails where one has gone.
            if (await kubectl.FindAsync("namespace", space, null, cancellation) is not null)
            {
                served.Add(space);
            }
        }

        Lines.Progress($"Installing the ingress controller in {Ingress}, for {string.Join(", ", served)}.");
        var given = await helm.ValuesAsync(Ingress, Ingress, all: false, cancellation);
        await InstallAsync(Ingress, Ingress, Ingress, ["--values", "-", "--set", $"traefik.namespaces={{{string.Join(',', served)}}}", .. service], cancellation, given ?? "{}");
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

    private Task<string> InstallAsync(string release, string chart, string space, string[] values, CancellationToken cancellation, string? input = null) =>
        helm.RunAsync(["upgrade", "--install", release, charts.PathOf(chart), "--namespace", space, .. values, "--wait", helm.RollbackOption, "--timeout", "5m"], cancellation, input);
}
