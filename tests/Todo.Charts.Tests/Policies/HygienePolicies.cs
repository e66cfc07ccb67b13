using System.Text.RegularExpressions;
using Todo.Charts.Tests.Manifests;

namespace Todo.Charts.Tests.Policies;

/// <summary>51 to 54: namespaces, labels, versions of the API, checksums.</summary>
internal static partial class HygienePolicies
{
    private static readonly string[] Namespaces = ["todo-dev", "todo-staging", "todo-prod", "todo-system"];

    private static readonly string[] Wanted =
    [
        "app.kubernetes.io/name", "app.kubernetes.io/instance", "app.kubernetes.io/component", "app.kubernetes.io/part-of",
        "app.kubernetes.io/version", "app.kubernetes.io/managed-by", "helm.sh/chart", "todo.dev/owner",
    ];

    // Served by each Kubernetes from 1.28 to 1.35, and by what is installed beside it.
    private static readonly Dictionary<string, string> Versions = new()
    {
        ["v1"] = "ConfigMap LimitRange Namespace PersistentVolumeClaim Pod ResourceQuota Service ServiceAccount",
        ["apps/v1"] = "Deployment StatefulSet DaemonSet",
        ["autoscaling/v2"] = "HorizontalPodAutoscaler",
        ["batch/v1"] = "CronJob Job",
        ["networking.k8s.io/v1"] = "Ingress IngressClass NetworkPolicy",
        ["policy/v1"] = "PodDisruptionBudget",
        ["rbac.authorization.k8s.io/v1"] = "ClusterRole ClusterRoleBinding Role RoleBinding",
        ["external-secrets.io/v1"] = "ExternalSecret",
        ["gateway.networking.k8s.io/v1"] = "HTTPRoute",
    };

    public static IReadOnlyList<Policy> All { get; } =
    [
        new(51, "An object says its namespace, which is one of ours", "C9",
            release => from manifest in release.Manifests
                       where !manifest.IsOfCluster && !Namespaces.Contains(manifest.Namespace)
                       select new Finding(manifest.ToString(), $"its namespace '{manifest.Namespace}' is none of ours"),
            Policy.Object("Service", "todo-backend", service => service.Make("metadata").Remove("namespace"))),
        new(52, "An object has the recommended labels and an owner, and its pods have those that select them", "C7 G11",
            release => (from manifest in release.Manifests
                        from label in Wanted
                        where !manifest.Labels.ContainsKey(label)
                        select new Finding(manifest.ToString(), $"the label {label} is missing"))
                .Concat(from pod in release.Pods
                        where pod.Owner.Kind != "Pod"
                        from label in (string[])["app.kubernetes.io/instance", "app.kubernetes.io/component", "todo.dev/owner", "todo.dev/tier"]
                        where !pod.Labels.ContainsKey(label)
                        select new Finding(pod.ToString(), $"its pods' label {label} is missing")),
            Policy.Object("Service", "todo-backend", service => service.Make("metadata.labels").Remove("todo.dev/owner"))),
        new(53, "Versions of the API last, variables stand once, labels are valid", "C1",
            release => (from manifest in release.Manifests
                        where !Versions.GetValueOrDefault(manifest.Json.Text("apiVersion") ?? "", "").Split(' ').Contains(manifest.Kind)
                        select new Finding(manifest.ToString(), $"{manifest.Json.Text("apiVersion")} is not served by every Kubernetes from 1.28"))
                .Concat(from container in release.Containers
                        from name in container.Json.Items("env").GroupBy(variable => variable.Text("name")).Where(same => same.Count() > 1).Select(same => same.Key)
                        select new Finding(container.ToString(), $"the variable {name} stands twice"))
                .Concat(from manifest in release.Manifests
                        from label in manifest.Labels.Concat(manifest.Pod?.Labels ?? new Dictionary<string, string>())
                        where !LabelValue().IsMatch(label.Value)
                        select new Finding(manifest.ToString(), $"'{label.Value}' is no value of a label")),
            Policy.Object("HorizontalPodAutoscaler", "todo-backend", scaler => scaler["apiVersion"] = "autoscaling/v2beta2")),
        new(54, "A changed ConfigMap restarts the pods that read it", "E6",
            release => from pod in release.Pods
                       where pod.IsService && ConfigMaps(pod).Any() && !pod.Annotations.ContainsKey("checksum/config")
                       select new Finding(pod.ToString(), "it reads a ConfigMap and has no checksum/config"),
            Policy.Object("Deployment", "todo-backend", deployment => deployment.Make("spec.template.metadata.annotations").Remove("checksum/config"))),
    ];

    /// <summary>The ConfigMaps that a pod reads.</summary>
    public static IEnumerable<string> ConfigMaps(Pod pod) =>
        pod.Containers.SelectMany(container => container.Json.Items("envFrom")).Select(source => source.Text("configMapRef.name"))
            .Concat(pod.Spec.Items("volumes").Select(volume => volume.Text("configMap.name")))
            .OfType<string>();

    [GeneratedRegex(@"^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LabelValue();
}
