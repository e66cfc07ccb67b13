namespace Todo.Cli.Deploy;

/// <summary>The objects of a release, and what they ask of a cluster.</summary>
internal sealed class Manifests(IReadOnlyList<KubeObject> objects)
{
    public IReadOnlyList<KubeObject> Objects { get; } = objects;

    /// <summary>What Kubernetes keeps for the release: without hooks and tests.</summary>
    public IReadOnlyList<KubeObject> Kept { get; } = [.. objects.Where(item => !item.IsHook)];

    public bool HasAutoscaler => OfKind("HorizontalPodAutoscaler").Any();

    /// <summary>Classes of ingress that are asked for; null is the default one.</summary>
    public IReadOnlySet<string?> IngressClasses => OfKind("Ingress").Select(ingress => ingress.Text("spec", "ingressClassName")).ToHashSet(StringComparer.Ordinal);

    /// <summary>Gateways that a route belongs to; without a namespace it is the route's own.</summary>
    public IReadOnlyList<(string? Name, string? Space)> Gateways =>
        [.. OfKind("HTTPRoute").SelectMany(route => route.Items("spec", "parentRefs")).Select(parent => (parent.Text("name"), parent.Text("namespace")))];

    /// <summary>Classes of storage that are asked for; null is the default one.</summary>
    public IReadOnlySet<string?> StorageClasses => OfKind("PersistentVolumeClaim")
        .Concat(OfKind("StatefulSet").SelectMany(set => set.Items("spec", "volumeClaimTemplates")))
        .Select(claim => claim.Text("spec", "storageClassName")).ToHashSet(StringComparer.Ordinal);

    /// <summary>What all pods of the running release request together: cores, bytes of memory and of local disk.</summary>
    public Needs Requests => Kept.Where(item => item.Kind is "Deployment" or "StatefulSet")
        .Aggregate(new Needs(0, 0, 0), (sum, workload) => sum + (Needs.OfPod(workload.Part("spec", "template", "spec")!.Value) * Replicas(workload)));

    /// <summary>Names of Secrets that pods mount or the ingress uses, and that neither the hook makes nor an operator.</summary>
    public IReadOnlyList<string> NamedSecrets
    {
        get
        {
            var mounted = Objects.Select(PodSpec).OfType<KubeObject>().SelectMany(pod => pod.Items("volumes"))
                .Where(volume => volume.Text("secret", "optional") != "true").Select(volume => volume.Text("secret", "secretName"));
            var pulled = Objects.Select(PodSpec).OfType<KubeObject>().SelectMany(pod => pod.Items("imagePullSecrets")).Select(secret => secret.Text("name"));
            var served = OfKind("Ingress").SelectMany(ingress => ingress.Items("spec", "tls")).Select(tls => tls.Text("secretName"));
            // The hook may read what it makes, and nothing else: its role tells.
            var made = OfKind("Role").Where(role => role.IsHook).SelectMany(role => role.Items("rules")).SelectMany(rule => rule.Items("resourceNames")).Select(name => name.Json.GetString());
            var fetched = OfKind("ExternalSecret").Select(secret => secret.Text("spec", "target", "name") ?? secret.Name);
            return [.. mounted.Concat(pulled).Concat(served).Except(made, StringComparer.Ordinal).Except(fetched, StringComparer.Ordinal).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>The command line's own image, as the values name it: the tests of the release run it.</summary>
    public string CommandLine => Objects.Where(item => item.Annotation("helm.sh/hook") == "test").Select(PodSpec).OfType<KubeObject>()
        .SelectMany(pod => pod.Items("containers")).Select(container => container.Text("image")).FirstOrDefault() ?? "";

    public IEnumerable<KubeObject> OfKind(string kind) => Objects.Where(item => item.Kind == kind);

    /// <summary>The pods that an object makes, or null when it makes none.</summary>
    public static KubeObject? PodSpec(KubeObject item) => item.Kind switch
    {
        "Pod" => item.Part("spec"),
        "CronJob" => item.Part("spec", "jobTemplate", "spec", "template", "spec"),
        _ => item.Part("spec", "template", "spec"),
    };

    private int Replicas(KubeObject workload)
    {
        var scaler = OfKind("HorizontalPodAutoscaler").FirstOrDefault(scaler => scaler.Text("spec", "scaleTargetRef", "name") == workload.Name);
        return scaler.Json.ValueKind == System.Text.Json.JsonValueKind.Undefined
            ? int.Max(1, workload.Number("spec", "replicas"))
            : scaler.Number("spec", "minReplicas");
    }
}
