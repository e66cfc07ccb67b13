using System.Text.Json.Nodes;
using Todo.Charts.Tests.Manifests;

namespace Todo.Charts.Tests.Policies;

/// <summary>5 to 18: the Pod Security Standard `restricted`, and a little more.</summary>
internal static class PodSecurityPolicies
{
    private static readonly string[] VolumeKinds = ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"];
    private static readonly string[] HostKeys = ["hostNetwork", "hostPID", "hostIPC"];
    private static readonly string[] OverrideKeys = ["sysctls", "seLinuxOptions", "appArmorProfile", "procMount", "windowsOptions"];

    public static IReadOnlyList<Policy> All { get; } =
    [
        new(5, "A container does not run as root", "C6 B3",
            Policy.Containers("runAsNonRoot is not true", container => container.Security("runAsNonRoot") == "true"),
            Policy.Container(container => container.Make("securityContext")["runAsNonRoot"] = false)),
        new(6, "User and group are numbers of 10000 or above", "C6 B3",
            Policy.Containers("its user or group is below 10000", container => container.Id("runAsUser") >= 10000 && container.Id("runAsGroup") >= 10000),
            Policy.Container(container => container.Make("securityContext")["runAsUser"] = 1000)),
        new(7, "The root file system is read-only", "C6",
            Policy.Containers("readOnlyRootFilesystem is not true", container => container.Json.Is("securityContext.readOnlyRootFilesystem", "true")),
            Policy.Container(container => container.Make("securityContext")["readOnlyRootFilesystem"] = false)),
        new(8, "No process gets more rights than its parent", "C6",
            Policy.Containers("allowPrivilegeEscalation is not false", container => container.Json.Is("securityContext.allowPrivilegeEscalation", "false")),
            Policy.Container(container => container.Make("securityContext").Remove("allowPrivilegeEscalation"))),
        new(9, "All capabilities are dropped and none is added", "C6",
            Policy.Containers("it keeps capabilities", container => container.Json.Items("securityContext.capabilities.drop").Any(name => name.ToString() == "ALL")
                && container.Json.Items("securityContext.capabilities.add").Count == 0),
            Policy.Container(container => container.Make("securityContext.capabilities")["add"] = new JsonArray("NET_ADMIN"))),
        new(10, "The runtime's seccomp profile is on", "C6",
            Policy.Containers("seccompProfile is not RuntimeDefault", container => container.Security("seccompProfile.type") == "RuntimeDefault"),
            Policy.Container(container => container.Make("securityContext.seccompProfile")["type"] = "Unconfined")),
        new(11, "Nothing is privileged", "C6",
            Policy.Containers("it is privileged", container => !container.Json.Is("securityContext.privileged", "true")),
            Policy.Container(container => container.Make("securityContext")["privileged"] = true)),
        new(12, "No namespace of the host is used", "C6",
            Policy.Pods("it uses a namespace of the host", pod => HostKeys.All(key => !pod.Spec.Is(key, "true"))),
            Policy.Pod(spec => spec["hostPID"] = true)),
        new(13, "No port of the host is taken", "C6",
            Policy.Containers("it takes a port of the host", container => container.Json.Items("ports").All(port => port.At("hostPort") is null)),
            Policy.Container(container => container.Items("ports")[0]["hostPort"] = 8080)),
        new(14, "No path of the host is mounted", "C6",
            Policy.Pods("it mounts a path of the host", pod => pod.Spec.Items("volumes").All(volume => volume.At("hostPath") is null)),
            Policy.Pod(spec => spec.At("volumes")!.AsArray().Add(new JsonObject { ["name"] = "host", ["hostPath"] = new JsonObject { ["path"] = "/run" } }))),
        new(15, "No override of the kernel's protection, and no probe of another host", "C6",
            Policy.Containers("it overrides the kernel's protection or probes another host", container =>
                OverrideKeys.All(key => container.Json.At("securityContext." + key) is null && container.Pod.Spec.At("securityContext." + key) is null)
                && !Keys(container.Json).Contains("host")),
            Policy.Container(container => container.Make("livenessProbe.httpGet")["host"] = "169.254.169.254")),
        new(16, "Volumes are of the kinds that `restricted` allows", "C6",
            Policy.Pods("a volume is of another kind", pod => pod.Spec.Items("volumes").All(volume => volume.AsObject().All(entry => entry.Key == "name" || VolumeKinds.Contains(entry.Key)))),
            Policy.Pod(spec => spec.At("volumes")!.AsArray().Add(new JsonObject { ["name"] = "nfs", ["nfs"] = new JsonObject() }))),
        new(17, "Nothing that has containers escapes these checks", "C6",
            release => from manifest in release.Manifests
                       where manifest.Pod is null && Keys(manifest.Json).Contains("containers")
                       select new Finding(manifest.ToString(), "it has containers, and no check sees them"),
            release => release.With(new JsonObject { ["kind"] = "ReplicaSet", ["spec"] = new JsonObject { ["containers"] = new JsonArray() } })),
        new(18, "A namespace enforces `restricted`", "C6 C9",
            Policy.Each("Namespace", "it does not enforce restricted", (_, space) => space.Labels.GetValueOrDefault("pod-security.kubernetes.io/enforce") == "restricted"),
            Policy.Object("Namespace", "todo-prod", space => space.Make("metadata.labels").Remove("pod-security.kubernetes.io/enforce"))) { On = "namespaces" },
    ];

    // What a container does not say holds from its pod.
    private static string? Security(this Container container, string path) =>
        container.Json.Text("securityContext." + path) ?? container.Pod.Spec.Text("securityContext." + path);

    private static long Id(this Container container, string key) =>
        container.Json.Number("securityContext." + key) ?? container.Pod.Spec.Number("securityContext." + key) ?? 0;

    private static IEnumerable<string> Keys(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(entry => Keys(entry.Value).Append(entry.Key)),
        JsonArray list => list.SelectMany(Keys),
        _ => [],
    };
}
