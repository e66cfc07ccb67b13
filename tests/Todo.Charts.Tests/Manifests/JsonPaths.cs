using System.Globalization;
using System.Text.Json.Nodes;

namespace Todo.Charts.Tests.Manifests;

/// <summary>Reading by paths with dots; what is not there is null or empty.</summary>
internal static class JsonPaths
{
    public static JsonNode? At(this JsonNode? node, string path) =>
        path.Split('.').Aggregate(node, (at, key) => at is JsonObject map ? map[key] : null);

    public static string? Text(this JsonNode? node, string path) => node.At(path)?.ToString();

    public static bool Is(this JsonNode? node, string path, string value) => node.Text(path) == value;

    public static long? Number(this JsonNode? node, string path) =>
        long.TryParse(node.Text(path), CultureInfo.InvariantCulture, out var number) ? number : null;

    public static IReadOnlyList<JsonNode> Items(this JsonNode? node, string path) => node.At(path) is JsonArray list ? [.. list.OfType<JsonNode>()] : [];

    public static IReadOnlyDictionary<string, string> Texts(this JsonNode? node, string path) =>
        node.At(path) is JsonObject map ? map.ToDictionary(pair => pair.Key, pair => pair.Value?.ToString() ?? "") : new Dictionary<string, string>();

    /// <summary>The object at a path; made where it is missing.</summary>
    public static JsonObject Make(this JsonObject node, string path)
    {
        foreach (var key in path.Split('.'))
        {
            node[key] ??= new JsonObject();
            node = node[key]!.AsObject();
        }

        return node;
    }

    /// <summary>Whether labels have all that a selector asks for.</summary>
    public static bool Selects(this JsonNode? selector, IReadOnlyDictionary<string, string> labels) =>
        selector.Texts("matchLabels").All(wanted => labels.TryGetValue(wanted.Key, out var value) && value == wanted.Value)
        && selector.Items("matchExpressions").All(expression => IsMet(expression, labels.GetValueOrDefault(expression.Text("key")!)));

    private static bool IsMet(JsonNode expression, string? value) => expression.Text("operator") switch
    {
        "In" => expression.Items("values").Any(item => item.ToString() == value),
        "NotIn" => expression.Items("values").All(item => item.ToString() != value),
        "Exists" => value is not null,
        "DoesNotExist" => value is null,
        var unknown => throw new NotSupportedException($"Kubernetes has no operator {unknown}."),
    };
}
