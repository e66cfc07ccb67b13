using Todo.Cli.Charts;
using Todo.Cli.Output;

namespace Todo.Cli.Deploy;

/// <summary>One deployment, step by step.</summary>
internal sealed class Deployment(DeployOptions options, Kubectl kubectl, Releases helm, ChartCopy charts, IReadOnlyList<string> values, DeployImages images)
{
    private readonly Target target = options.Target;
    private readonly string chart = charts.PathOf("todo");
    private readonly ClusterCharts shared = new(kubectl, helm, charts);
    private string probeImage = "";
    private bool isNewSpace;
    private bool isNetworkKnown;
    private bool bringsIngress;

    /// <summary>Renders the charts and compares what they ask for with what the cluster has.</summary>
    public async Task<Manifests> LookAsync(Findings findings, string version, CancellationToken cancellation)
    {
        isNewSpace = await kubectl.FindAsync("namespace", target.Namespace, null, cancellation) is null;
        var manifests = await RenderAsync(findings, version, cancellation);
        probeImage = manifests.CommandLine;
        var history = await helm.HistoryAsync(target, cancellation);
        AccessChecks.Release(findings, target, history);
        await findings.TryAsync("rights", stop => AccessChecks.RightsAsync(findings, kubectl, target, isNewSpace, stop), cancellation);
        await findings.TryAsync("room", stop => CapacityCheck.RunAsync(findings, kubectl, target, manifests, stop), cancellation);
        await findings.TryAsync("storage", stop => ClusterChecks.StorageAsync(findings, kubectl, manifests, stop), cancellation);
        await findings.TryAsync("ingress", async stop => bringsIngress = await IngressChecks.ClassesAsync(findings, kubectl, shared, target, manifests, options.BringsIngress, stop), cancellation);
        await findings.TryAsync("gateway", stop => IngressChecks.GatewaysAsync(findings, kubectl, target, manifests, stop), cancellation);
        if (!bringsIngress)
        {
            await findings.TryAsync("ingress controller", stop => IngressChecks.ControllerAsync(findings, kubectl, manifests, stop), cancellation);
        }

        await findings.TryAsync("metrics API", stop => ClusterChecks.MetricsAsync(findings, kubectl, manifests, stop), cancellation);
        await findings.TryAsync("secrets", stop => ClusterChecks.SecretsAsync(findings, kubectl, target, manifests, stop), cancellation);
        await findings.TryAsync("network policy", async stop => isNetworkKnown = await NetworkChecks.RecogniseAsync(findings, kubectl, manifests, stop), cancellation);
        if (!isNetworkKnown && history.Any(revision => revision.Status == "deployed"))
        {
            // It was tried before the first installation; an upgrade need not wait for it again.
            findings.Ok("network policy", "was tried when this was installed");
            isNetworkKnown = true;
        }
        else if (!isNetworkKnown)
        {
            findings.Ok("network policy", "will be tried by two pods before anything is installed");
        }

        return manifests;
    }

    /// <summary>What a dry run says.</summary>
    public void Show(ReleaseDiff diff)
    {
        Console.WriteLine($"Nothing was changed. It would be: {diff}.");
        diff.Lines().ToList().ForEach(Console.WriteLine);
        Console.WriteLine($"Images: {images.Describe()}");
        var command = new Installation(kubectl, helm, target).Arguments("charts/todo", values.Select(value => value.Replace(chart, "charts/todo", StringComparison.Ordinal)), options.Timeout, images.Tag);
        Console.WriteLine($"By hand: helm {string.Join(' ', command)}");
    }

    /// <summary>Images, trial of the network, namespace, release.</summary>
    public async Task RunAsync(Findings findings, string? approver, CancellationToken cancellation)
    {
        await images.DeliverAsync(kubectl, cancellation);
        if (!isNetworkKnown)
        {
            Lines.Progress("Trying whether the cluster enforces network policies: up to a minute.");
            await NetworkChecks.TryOutAsync(findings, new NetworkTrial(kubectl, helm, probeImage), cancellation);
            findings.Require();
        }

        if (isNewSpace)
        {
            await shared.MakeNamespaceAsync(target.Namespace, cancellation);
        }

        if (bringsIngress)
        {
            await shared.InstallIngressAsync(target.Namespace, [], cancellation);
        }

        var description = approver is null ? $"{images.Tag}, {target.Environment}" : $"{images.Tag}, {target.Environment}, approved by {approver}";
        var installation = new Installation(kubectl, helm, target);
        Lines.Progress($"Installing {images.Tag} as {target.Instance} in {target.Namespace}.");
        await installation.RunAsync(installation.Arguments(chart, values, options.Timeout, description), options.Timeout, cancellation);
    }

    private async Task<Manifests> RenderAsync(Findings findings, string version, CancellationToken cancellation)
    {
        var template = await helm.TryAsync(["template", target.Instance, chart, "--namespace", target.Namespace, "--kube-version", version, .. values], cancellation);
        if (!template.IsGood)
        {
            findings.Miss("values", template.Error);
            Lines.Progress("The rest can only be looked at once this is mended.");
            findings.Require();
        }

        var lint = await helm.TryAsync(["lint", chart, "--strict", "--quiet", "--namespace", target.Namespace, .. values], cancellation);
        if (!lint.IsGood)
        {
            findings.Miss("charts", string.Join(' ', lint.Output.Split('\n').Where(line => line.StartsWith('['))));
        }

        var manifests = new Manifests(await kubectl.ParseAsync(template.Output, cancellation));
        findings.Ok("charts", $"{manifests.Objects.Count} objects for {target.Environment}, as their schemas want them");
        if (!isNewSpace)
        {
            await findings.TryAsync("admission", stop => AdmitAsync(findings, manifests, stop), cancellation);
        }

        return manifests;
    }

    // The API server's own judgement, policies of admission included. Hooks would meet what an earlier run has left.
    private async Task AdmitAsync(Findings findings, Manifests manifests, CancellationToken cancellation)
    {
        var answer = await kubectl.TryAsync(
            ["apply", "--server-side", "--dry-run=server", "--force-conflicts", "--field-manager", "helm", "--output", "name", "--filename", "-"],
            cancellation,
            string.Join('\n', manifests.Kept.Select(item => item.Json.GetRawText())));
        if (answer.IsGood)
        {
            findings.Ok("admission", "the cluster takes all of them (server-side dry run)");
        }
        else
        {
            findings.Miss("admission", $"the cluster refuses: {answer.Error}");
        }
    }
}
