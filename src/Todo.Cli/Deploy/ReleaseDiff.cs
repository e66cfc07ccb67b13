namespace Todo.Cli.Deploy;

/// <summary>What a deployment would change among the objects of a release.</summary>
internal sealed record ReleaseDiff(IReadOnlyList<string> Added, IReadOnlyList<string> Changed, IReadOnlyList<string> Removed)
{
    public static async Task<ReleaseDiff> MakeAsync(Kubectl kubectl, Releases helm, Target target, Manifests next, CancellationToken cancellation)
    {
        var answer = await helm.TryAsync(["get", "manifest", target.Instance, "--namespace", target.Namespace], cancellation);
        var before = answer is { IsGood: true, Output.Length: > 0 } ? ByName(await kubectl.ParseAsync(answer.Output, cancellation)) : [];
        var after = ByName(next.Kept);
        return new ReleaseDiff(
            [.. after.Keys.Except(before.Keys, StringComparer.Ordinal)],
            [.. after.Where(entry => before.TryGetValue(entry.Key, out var old) && old != entry.Value).Select(entry => entry.Key)],
            [.. before.Keys.Except(after.Keys, StringComparer.Ordinal)]);
    }

    public override string ToString() => $"{Added.Count} added, {Changed.Count} changed, {Removed.Count} removed";

    /// <summary>A line for each object.</summary>
    public IEnumerable<string> Lines() =>
        [.. Added.Select(name => $"  + {name}"), .. Changed.Select(name => $"  ~ {name}"), .. Removed.Select(name => $"  - {name}")];

    private static SortedDictionary<string, string> ByName(IEnumerable<KubeObject> objects)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in objects)
        {
            found[$"{item.Kind} {item.Name}"] = item.Json.GetRawText();
        }

        return found;
    }
}
