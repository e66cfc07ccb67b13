using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Todo.Cli.Secrets;

/// <summary>A Secret as the API server has it; what we do not know of is kept as it is.</summary>
internal sealed class SecretObject(JsonObject json)
{
    /// <summary>When a command has rotated it, in ISO 8601.</summary>
    public const string RotatedAt = "todo.dev/rotated-at";

    private const string TaskAnnotation = "todo.dev/task";
    private const string TaskId = "004-T035";

    public string Name => (string)Metadata["name"]!;

    public DateTimeOffset CreatedAt => Time(Metadata["creationTimestamp"]) ?? default;

    /// <summary>Null when no command has rotated it yet.</summary>
    public DateTimeOffset? Rotated => Time(Metadata["annotations"]?[RotatedAt]);

    /// <summary>What keeps it, such as an ExternalSecret, and would undo a change; null when nobody does.</summary>
    public string? Owner => Metadata["ownerReferences"] is JsonArray { Count: > 0 } owners ? $"{owners[0]!["kind"]} {owners[0]!["name"]}" : null;

    /// <summary>Its keys with their values as text.</summary>
    public IReadOnlyDictionary<string, string> Values { get; } = (json["data"] as JsonObject ?? [])
        .ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetString(Convert.FromBase64String((string?)pair.Value ?? "")), StringComparer.Ordinal);

    private JsonObject Metadata => json["metadata"]!.AsObject();

    /// <summary>A new one with our labels.</summary>
    public static SecretObject Make(string name, string instance, IReadOnlyDictionary<string, string> values) => new(new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Secret",
        ["type"] = "Opaque",
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["labels"] = new JsonObject
            {
                ["app.kubernetes.io/part-of"] = "todo",
                ["app.kubernetes.io/instance"] = instance,
                ["app.kubernetes.io/managed-by"] = "todo-cli",
            },
            ["annotations"] = new JsonObject { [TaskAnnotation] = TaskId },
        },
        ["data"] = Data(values),
    });

    /// <summary>The same with other values. It keeps its version: the API server refuses it when somebody was faster.</summary>
    public SecretObject With(IReadOnlyDictionary<string, string> values, DateTimeOffset now)
    {
        var copy = json.DeepClone().AsObject();
        copy["data"] = Data(values);
        var metadata = copy["metadata"]!.AsObject();
        metadata.Remove("managedFields");
        var annotations = metadata["annotations"] as JsonObject;
        if (annotations is null)
        {
            metadata["annotations"] = annotations = [];
        }

        annotations[RotatedAt] = now.ToString("O", CultureInfo.InvariantCulture);
        return new SecretObject(copy);
    }

    /// <summary>For the API server alone: with all values.</summary>
    public string ToJson() => json.ToJsonString();

    /// <summary>Never the values.</summary>
    public override string ToString() => Name;

    private static JsonObject Data(IReadOnlyDictionary<string, string> values) =>
        new(values.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)Convert.ToBase64String(Encoding.UTF8.GetBytes(pair.Value)))));

    private static DateTimeOffset? Time(JsonNode? text) =>
        DateTimeOffset.TryParse((string?)text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
