using System.Text.RegularExpressions;
using Todo.Charts.Tests.Manifests;

namespace Todo.Charts.Tests.Policies;

/// <summary>1 to 4: which images run.</summary>
internal static partial class ImagePolicies
{
    private static readonly string[] Registries = ["ghcr.io/todo/", "docker.io/library/"];

    public static IReadOnlyList<Policy> All { get; } =
    [
        new(1, "An image has a tag that names one version", "B2",
            Policy.Containers("its image has no version as its tag", container => Version().IsMatch(container.Image)),
            Policy.Container(container => container["image"] = "ghcr.io/todo/todo-backend:latest")),
        new(2, "An image has a digest", "B2 B8",
            Policy.Containers("its image has no digest", container => Digest().IsMatch(container.Image)),
            Policy.Object("StatefulSet", "todo-database", database => database.Items("spec.template.spec.containers")[0]["image"] = "docker.io/library/postgres:18"))
            { On = "dev" },
        new(3, "An image comes from a registry that we trust", "B5",
            Policy.Containers("its image comes from elsewhere", container => Registries.Any(registry => container.Image.StartsWith(registry, StringComparison.Ordinal))),
            Policy.Container(container => container["image"] = "docker.io/somebody/todo-backend:v0.1.0")),
        new(4, "When an image is pulled is said", "B8",
            Policy.Containers("nothing says when its image is pulled", container => container.Json.Text("imagePullPolicy") is "IfNotPresent" or "Always"),
            Policy.Container(container => container.Remove("imagePullPolicy"))),
    ];

    [GeneratedRegex(@":v?\d[\w.-]*(@|$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Version();

    [GeneratedRegex("@sha256:[0-9a-f]{64}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Digest();
}
