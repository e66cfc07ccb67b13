using System.Globalization;
using System.Text.Json;

namespace Todo.Cli.Deploy;

/// <summary>An object of the cluster, or a part of one, as its JSON.</summary>
internal readonly record struct KubeObject(JsonElement Json)
{
    public string Kind => Text("kind") ?? "";

    public string Name => Text("metadata", "name") ?? "";

    public string Namespace => Text("metadata", "namespace") ?? "";

    public bool IsHook => Annotation("helm.sh/hook") is not null;

    public string? Label(string name) => Text("metadata", "labels", name);

    public string? Annotation(string name) => Text("metadata", "annotations", name);

    /// <summary>The part at a path, or null.</summary>
    public KubeObject? Part(params string[] path)
    {
        var at = Json;
        foreach (var name in path)
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
            {
                return null;
            }
        }

        return new KubeObject(at);
    }

    /// <summary>A text, number or flag (<c>true</c>) at a path as text, or null.</summary>
    public string? Text(params string[] path) => Part(path)?.Json switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } value => value.GetRawText(),
        _ => null,
    };

    /// <summary>A whole number at a path; 0 where there is none.</summary>
    public int Number(params string[] path) => int.TryParse(Text(path), CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>A time at a path.</summary>
    public DateTimeOffset? Time(params string[] path) => DateTimeOffset.TryParse(Text(path), CultureInfo.InvariantCulture, out var time) ? time : null;

    /// <summary>The elements of a list at a path; none where there is no list.</summary>
    public IEnumerable<KubeObject> Items(params string[] path) =>
        Part(path) is { Json.ValueKind: JsonValueKind.Array } part ? part.Json.EnumerateArray().Select(item => new KubeObject(item)) : [];

    /// <summary>Names and texts of a map at a path.</summary>
    public IEnumerable<KeyValuePair<string, string>> Map(params string[] path) =>
        Part(path) is { Json.ValueKind: JsonValueKind.Object } part ? part.Json.EnumerateObject().Select(entry => KeyValuePair.Create(entry.Name, entry.Value.ToString())) : [];
}
