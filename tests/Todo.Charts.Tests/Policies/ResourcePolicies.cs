using Todo.Charts.Tests.Manifests;

namespace Todo.Charts.Tests.Policies;

/// <summary>19 to 26: what pods take, and where they run.</summary>
internal static class ResourcePolicies
{
    public static IReadOnlyList<Policy> All { get; } =
    [
        new(19, "A container requests CPU and memory", "C2",
            Policy.Containers("it requests no CPU or no memory", container => Has(container, "requests", "cpu") && Has(container, "requests", "memory")),
            Policy.Container(container => container.Make("resources").Remove("requests"))),
        new(20, "A container has a limit of memory", "C2",
            Policy.Containers("it has no limit of memory", container => Has(container, "limits", "memory")),
            Policy.Container(container => container.Make("resources.limits").Remove("memory"))),
        new(21, "A container has a limit of CPU", "C2",
            Policy.Containers("it has no limit of CPU", container => Has(container, "limits", "cpu")),
            Policy.Container(container => container.Make("resources.limits").Remove("cpu"))),
        new(22, "A container requests ephemeral storage, and is limited in it", "C2",
            Policy.Containers("its ephemeral storage is not bounded", container => Has(container, "requests", "ephemeral-storage") && Has(container, "limits", "ephemeral-storage")),
            Policy.Container(container => container.Make("resources.limits").Remove("ephemeral-storage"))),
        new(23, "A namespace has a quota that the most there can be fits in, and limits that admit every container", "C8 C3",
            Quota,
            Policy.Object("ResourceQuota", "todo-quota", quota => quota.Make("spec.hard")["requests.memory"] = "1Gi")),
        new(24, "Replicas stand apart where there is room", "C3",
            release => from pod in release.Pods
                       where pod.Owner.Kind == "Deployment"
                       where !IsSpread(pod)
                       select new Finding(pod.ToString(), "its replicas may all stand on one node"),
            Policy.Pod(spec => spec.Remove("topologySpreadConstraints"))),
        new(25, "A pod has a priority", "C2",
            Policy.Pods("it has no priority", pod => pod.Spec.Text("priorityClassName") is { Length: > 0 }),
            Policy.Pod(spec => spec["priorityClassName"] = "")) { On = "prod+placed" },
        new(26, "What serves has two replicas or more, where people rely on it", "C3",
            release => from pod in release.Pods
                       where release.IsSerious && pod.IsService && Fewest(release, pod) < 2
                       select new Finding(pod.ToString(), "it has one replica"),
            Policy.Object("HorizontalPodAutoscaler", "todo-backend", scaler => scaler.Make("spec")["minReplicas"] = 1)),
    ];

    private static bool Has(Container container, string kind, string resource) => Capacity.Amount(container, kind, resource) > 0;

    private static bool IsSpread(Pod pod) =>
        pod.Spec.At("affinity.podAntiAffinity") is not null
        || (pod.Spec.Items("topologySpreadConstraints") is { Count: > 0 } constraints && constraints.All(constraint => constraint.At("labelSelector").Selects(pod.Labels)));

    private static long Fewest(Release release, Pod pod) =>
        release.Of("HorizontalPodAutoscaler").FirstOrDefault(scaler => scaler.Json.Is("spec.scaleTargetRef.name", pod.Owner.Name))?.Json.Number("spec.minReplicas")
        ?? pod.Owner.Json.Number("spec.replicas") ?? 1;

    private static IEnumerable<Finding> Quota(Release release)
    {
        if (!release.Pods.Any())
        {
            yield break;
        }

        var quotas = release.Of("ResourceQuota").ToArray();
        var ranges = release.Of("LimitRange").ToArray();
        if (quotas.Length != 1 || ranges.Length != 1)
        {
            yield return new Finding("ResourceQuota/*", $"there are {quotas.Length} quotas and {ranges.Length} limit ranges in place of one each");
            yield break;
        }

        var most = new Dictionary<string, decimal>(Capacity.Most(release));
        AddDebugPod(most, ranges[0]);
        foreach (var (key, hard) in quotas[0].Json.Texts("spec.hard"))
        {
            if (most.TryGetValue(key, out var wanted) && wanted > Quantity.Of(hard))
            {
                yield return new Finding(quotas[0].ToString(), $"{key} is {hard}, but there can be {wanted}");
            }
        }

        foreach (var key in (string[])["requests.cpu", "requests.memory", "limits.cpu", "limits.memory", "pods"])
        {
            if (!quotas[0].Json.Texts("spec.hard").ContainsKey(key))
            {
                yield return new Finding(quotas[0].ToString(), $"it does not bound {key}");
            }
        }

        foreach (var finding in Refused(release, ranges[0]))
        {
            yield return finding;
        }
    }

    // Somebody who looks into the namespace by a pod of theirs, which the LimitRange gives its resources.
    private static void AddDebugPod(Dictionary<string, decimal> most, Manifest range)
    {
        var container = range.Json.Items("spec.limits").FirstOrDefault(limit => limit.Is("type", "Container"));
        most["pods"]++;
        foreach (var (kind, key) in (IEnumerable<(string, string)>)[("requests", "defaultRequest"), ("limits", "default")])
        {
            foreach (var (resource, amount) in container.Texts(key))
            {
                most[$"{kind}.{resource}"] = most.GetValueOrDefault($"{kind}.{resource}") + Quantity.Of(amount);
            }
        }
    }

    private static IEnumerable<Finding> Refused(Release release, Manifest range) =>
        from limit in range.Json.Items("spec.limits")
        where limit.Is("type", "Container")
        from container in release.Containers
        from resource in limit.Texts("max").Keys.Union(limit.Texts("min").Keys)
        let amount = Capacity.Amount(container, "limits", resource)
        let request = Capacity.Amount(container, "requests", resource)
        where (limit.Texts("max").TryGetValue(resource, out var max) && amount > Quantity.Of(max))
            || (limit.Texts("min").TryGetValue(resource, out var min) && request < Quantity.Of(min))
        select new Finding(container.ToString(), $"{range} does not admit its {resource}");
}
