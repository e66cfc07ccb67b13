using System.Text.Json.Nodes;

namespace Todo.Charts.Tests.Manifests;

/// <summary>An object that helm rendered.</summary>
public sealed record Manifest(JsonObject Json)
{
    public const string HookKey = "helm.sh/hook";

    // Where each kind keeps the pod that it makes.
    private static readonly Dictionary<string, string> Templates = new()
    {
        ["Deployment"] = "spec.template",
        ["StatefulSet"] = "spec.template",
        ["DaemonSet"] = "spec.template",
        ["Job"] = "spec.template",
        ["CronJob"] = "spec.jobTemplate.spec.template",
    };

    private static readonly string[] ClusterKinds = ["Namespace", "ClusterRole", "ClusterRoleBinding", "IngressClass", "PriorityClass", "CustomResourceDefinition"];

    public string Kind => Json.Text("kind") ?? "";

    public string Name => Json.Text("metadata.name") ?? "";

    public string Namespace => Json.Text("metadata.namespace") ?? "";

    public IReadOnlyDictionary<string, string> Labels => Json.Texts("metadata.labels");

    public IReadOnlyDictionary<string, string> Annotations => Json.Texts("metadata.annotations");

    /// <summary>The moments at which helm makes it; none for what is part of the release.</summary>
    public IReadOnlyList<string> Hooks => Annotations.TryGetValue(HookKey, out var hooks) ? hooks.Split(',', StringSplitOptions.TrimEntries) : [];

    public bool IsOfCluster => ClusterKinds.Contains(Kind);

    /// <summary>What makes pods, and a pod itself; null for everything else.</summary>
    public Pod? Pod =>
        Kind == "Pod" ? new Pod(this, Json)
        : Templates.TryGetValue(Kind, out var path) && Json.At(path) is JsonObject template ? new Pod(this, template)
        : null;

    public string Component => Labels.GetValueOrDefault("app.kubernetes.io/component", "");

    public override string ToString() => $"{Kind}/{Name}";
}

/// <summary>A pod's specification and who makes it.</summary>
public sealed record Pod(Manifest Owner, JsonObject Template)
{
    public JsonObject Spec => Template["spec"]!.AsObject();

    public IReadOnlyDictionary<string, string> Labels => Template.Texts("metadata.labels");

    public IReadOnlyDictionary<string, string> Annotations => Template.Texts("metadata.annotations");

    /// <summary>All that run in it, those that run first included.</summary>
    public IReadOnlyList<Container> Containers =>
        [.. Spec.Items("initContainers").Select(json => new Container(this, json.AsObject(), true)), .. Spec.Items("containers").Select(json => new Container(this, json.AsObject(), false))];

    /// <summary>It serves until it is stopped: neither a Job's nor a test's.</summary>
    public bool IsService => Owner.Kind is "Deployment" or "StatefulSet" or "DaemonSet";

    public override string ToString() => Owner.ToString();
}

/// <summary>A container of a pod.</summary>
public sealed record Container(Pod Pod, JsonObject Json, bool IsInit)
{
    public string Name => Json.Text("name") ?? "";

    public string Image => Json.Text("image") ?? "";

    /// <summary>It runs as long as its pod, and so can be probed.</summary>
    public bool IsLasting => Pod.IsService && (!IsInit || Json.Is("restartPolicy", "Always"));

    public override string ToString() => $"{Pod}/{Name}";
}
