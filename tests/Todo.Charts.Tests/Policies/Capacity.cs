using Todo.Charts.Tests.Manifests;

namespace Todo.Charts.Tests.Policies;

/// <summary>The most that a release takes at once, as a ResourceQuota counts it: cores, bytes and pieces by the quota's own keys.</summary>
internal static class Capacity
{
    private static readonly string[] Resources = ["cpu", "memory", "ephemeral-storage"];

    /// <summary>Every autoscaler at its most, a pod more for each rolling update, and all jobs, hooks and tests at once.</summary>
    public static IReadOnlyDictionary<string, decimal> Most(Release release)
    {
        var sum = new Dictionary<string, decimal>();
        void Add(string key, decimal amount) => sum[key] = sum.GetValueOrDefault(key) + amount;
        foreach (var pod in release.Pods)
        {
            var count = Replicas(release, pod);
            Add("pods", count);
            foreach (var (key, amount) in Of(pod))
            {
                Add(key, amount * count);
            }
        }

        foreach (var claim in Claims(release))
        {
            Add("requests.storage", claim);
            Add("persistentvolumeclaims", 1);
        }

        Add("services", release.Of("Service").Count());
        Add("configmaps", release.Of("ConfigMap").Count() + 1); // and kube-root-ca.crt, which Kubernetes makes
        return sum;
    }

    /// <summary>What one pod takes: its containers together, or the greediest of those that run first.</summary>
    public static IReadOnlyDictionary<string, decimal> Of(Pod pod)
    {
        var sum = new Dictionary<string, decimal>();
        foreach (var kind in (string[])["requests", "limits"])
        {
            foreach (var resource in Resources)
            {
                var together = pod.Containers.Where(container => !container.IsInit || container.IsLasting).Sum(container => Amount(container, kind, resource));
                var first = pod.Containers.Where(container => container.IsInit).Select(container => Amount(container, kind, resource)).DefaultIfEmpty().Max();
                sum[$"{kind}.{resource}"] = Math.Max(together, first);
            }
        }

        return sum;
    }

    public static decimal Amount(Container container, string kind, string resource) =>
        Quantity.Of(container.Json.At("resources." + kind) is { } amounts ? amounts[resource]?.ToString() : null);

    /// <summary>How many of a pod there can be at once.</summary>
    public static long Replicas(Release release, Pod pod)
    {
        var scaler = release.Of("HorizontalPodAutoscaler").FirstOrDefault(scaler => scaler.Json.Is("spec.scaleTargetRef.name", pod.Owner.Name));
        return pod.Owner.Kind switch
        {
            "Deployment" => (scaler?.Json.Number("spec.maxReplicas") ?? pod.Owner.Json.Number("spec.replicas") ?? 1) + (pod.Owner.Json.Number("spec.strategy.rollingUpdate.maxSurge") ?? 1),
            "StatefulSet" => pod.Owner.Json.Number("spec.replicas") ?? 1,
            _ => 1,
        };
    }

    private static IEnumerable<decimal> Claims(Release release) =>
        release.Of("PersistentVolumeClaim").Select(claim => Quantity.Of(claim.Json.Text("spec.resources.requests.storage")))
            .Concat(release.Of("StatefulSet").SelectMany(set => set.Json.Items("spec.volumeClaimTemplates").Select(claim => Quantity.Of(claim.Text("spec.resources.requests.storage")))));
}
