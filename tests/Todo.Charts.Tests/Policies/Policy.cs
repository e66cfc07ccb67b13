using System.Text.Json.Nodes;
using Todo.Charts.Tests.Manifests;
using Todo.Charts.Tests.Renderings;

namespace Todo.Charts.Tests.Policies;

/// <summary>What a policy does not like, and where.</summary>
/// <param name="Where">Kind/name, with the container's name where it is about one.</param>
/// <param name="Problem">What is wrong there.</param>
public sealed record Finding(string Where, string Problem)
{
    public override string ToString() => $"{Where}: {Problem}";
}

/// <summary>All objects of a combination.</summary>
public sealed record Release(Combination Combination, IReadOnlyList<Manifest> Manifests)
{
    public IEnumerable<Pod> Pods => Manifests.Select(manifest => manifest.Pod).OfType<Pod>();

    public IEnumerable<Container> Containers => Pods.SelectMany(pod => pod.Containers);

    public bool IsSerious => Combination.IsSerious;

    public IEnumerable<Manifest> Of(params string[] kinds) => Manifests.Where(manifest => kinds.Contains(manifest.Kind));

    /// <summary>The same objects, to be broken.</summary>
    public Release Copy() => this with { Manifests = [.. Manifests.Select(manifest => new Manifest(manifest.Json.DeepClone().AsObject()))] };

    /// <summary>The same with one object more.</summary>
    public Release With(JsonObject json) => this with { Manifests = [.. Manifests, new Manifest(json)] };

    public Manifest One(string kind, string name) => Manifests.Single(manifest => manifest.Kind == kind && manifest.Name == name);
}

/// <summary>A rule that rendered objects keep.</summary>
/// <param name="Number">1 to 54.</param>
/// <param name="Title">The rule.</param>
/// <param name="Rules">Ids of the constitution's rules, separated by blanks.</param>
/// <param name="Judge">What breaks it.</param>
/// <param name="Break">Breaks it on purpose, so that it is seen that Judge finds something.</param>
internal sealed record Policy(int Number, string Title, string Rules, Func<Release, IEnumerable<Finding>> Judge, Func<Release, Release> Break)
{
    /// <summary>The combination that is broken on purpose.</summary>
    public string On { get; init; } = "prod";

    public static IReadOnlyList<Policy> All { get; } =
    [
        .. ImagePolicies.All, .. PodSecurityPolicies.All, .. ResourcePolicies.All, .. AvailabilityPolicies.All,
        .. NetworkPolicies.All, .. IdentityPolicies.All, .. HygienePolicies.All,
    ];

    /// <summary>Each container that is not as it should be.</summary>
    public static Func<Release, IEnumerable<Finding>> Containers(string problem, Func<Container, bool> isFine) =>
        release => from container in release.Containers where !isFine(container) select new Finding(container.ToString(), problem);

    /// <summary>Each pod that is not as it should be.</summary>
    public static Func<Release, IEnumerable<Finding>> Pods(string problem, Func<Pod, bool> isFine) =>
        release => from pod in release.Pods where !isFine(pod) select new Finding(pod.ToString(), problem);

    /// <summary>Each object of a kind that is not as it should be.</summary>
    public static Func<Release, IEnumerable<Finding>> Each(string kind, string problem, Func<Release, Manifest, bool> isFine) =>
        release => from manifest in release.Of(kind) where !isFine(release, manifest) select new Finding(manifest.ToString(), problem);

    /// <summary>Changes the last container of the backend's pod.</summary>
    public static Func<Release, Release> Container(Action<JsonObject> change) => Pod(spec => change(spec.Items("containers")[^1].AsObject()));

    /// <summary>Changes the backend's pod.</summary>
    public static Func<Release, Release> Pod(Action<JsonObject> change) => Object("Deployment", "todo-backend", json => change(json.At("spec.template.spec")!.AsObject()));

    /// <summary>Changes one object.</summary>
    public static Func<Release, Release> Object(string kind, string name, Action<JsonObject> change) => release =>
    {
        change(release.One(kind, name).Json);
        return release;
    };

    public override string ToString() => $"{Number}. {Title}";
}
