using System.Text.Json;

namespace Todo.Cli.Deploy;

/// <summary>One revision of a release, as <c>helm history</c> tells it.</summary>
internal sealed record Revision(int Number, string Status, string Chart, string AppVersion, string Updated, string Description)
{
    /// <summary>Cut off in the middle: Helm refuses to go on until it is rolled back.</summary>
    public bool IsPending => Status.StartsWith("pending", StringComparison.Ordinal);

    public static Revision Of(JsonElement json)
    {
        var entry = new KubeObject(json);
        return new Revision(
            entry.Number("revision"), entry.Text("status") ?? "unknown", entry.Text("chart") ?? "", entry.Text("app_version") ?? "", entry.Text("updated") ?? "", entry.Text("description") ?? "");
    }
}
