namespace Todo.Cli.Deploy;

/// <summary>Whether what the pods request fits what the nodes have left.</summary>
internal static class CapacityCheck
{
    // What the values for development fit, monitoring included (C16): disks are sold in decimal gigabytes.
    private static readonly Needs Development = new(4, 8e9m, 20e9m);

    // A node keeps a part of its memory for itself.
    private const decimal KeptByNodes = 0.85m;

    public static async Task RunAsync(Findings findings, Kubectl kubectl, Target target, Manifests manifests, CancellationToken cancellation)
    {
        var nodes = (await kubectl.ListAsync("nodes", null, cancellation)).Where(IsUsable).ToList();
        var all = nodes.Aggregate(new Needs(0, 0, 0), (sum, node) => sum + Needs.OfList(node.Part("status", "allocatable")));
        var names = nodes.Select(node => node.Name).ToHashSet(StringComparer.Ordinal);
        var taken = (await kubectl.ListAsync("pods", null, cancellation))
            .Where(pod => names.Contains(pod.Text("spec", "nodeName") ?? "") && pod.Text("status", "phase") is "Running" or "Pending" && !IsOwn(pod, target))
            .Aggregate(new Needs(0, 0, 0), (sum, pod) => sum + Needs.OfPod(pod.Part("spec")!.Value));
        var (free, wanted) = (all - taken, manifests.Requests);
        List<string> lacking = [];
        Compare(lacking, "cores", free.Cores, wanted.Cores, Quantity.Cores);
        Compare(lacking, "memory", free.Memory, wanted.Memory, Quantity.Gibibytes);
        Compare(lacking, "local disk", free.Disk, wanted.Disk, Quantity.Gibibytes);
        if (lacking.Count > 0)
        {
            findings.Miss("room", $"{string.Join("; ", lacking)}: give the cluster more, take something away, or set smaller requests.");
        }
        else if (target.Environment == "dev" && (all.Cores < Development.Cores || all.Memory < Development.Memory * KeptByNodes || all.Disk < Development.Disk * KeptByNodes))
        {
            findings.Warn("room", $"it fits ({wanted}), but the nodes have {all}; 4 cores, 8 GB and 20 GB leave room for monitoring too.");
        }
        else
        {
            findings.Ok("room", $"wanted: {wanted}; free: {free}");
        }
    }

    private static void Compare(List<string> missing, string what, decimal free, decimal wanted, Func<decimal, string> text)
    {
        if (wanted > free)
        {
            missing.Add($"{what}: {text(wanted)} wanted, {text(decimal.Max(0, free))} free");
        }
    }

    private static bool IsUsable(KubeObject node) =>
        node.Text("spec", "unschedulable") != "true"
        && node.Items("status", "conditions").Any(condition => condition.Text("type") == "Ready" && condition.Text("status") == "True")
        && !node.Items("spec", "taints").Any(taint => taint.Text("effect") is "NoSchedule" or "NoExecute");

    // An upgrade replaces them.
    private static bool IsOwn(KubeObject pod, Target target) =>
        pod.Namespace == target.Namespace && pod.Label("app.kubernetes.io/instance") == target.Instance;
}
