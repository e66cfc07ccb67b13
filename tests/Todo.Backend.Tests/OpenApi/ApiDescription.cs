using System.Text.Json.Nodes;

namespace Todo.Backend.Tests.OpenApi;

/// <summary>An OpenAPI document as the tests read it: independent of the code that writes it.</summary>
internal sealed class ApiDescription(JsonObject document)
{
    public JsonObject Document { get; } = document;

    public IReadOnlyList<ApiOperation> Operations { get; } =
    [
        .. from path in document["paths"]!.AsObject()
           from operation in path.Value!.AsObject()
           select new ApiOperation(operation.Key.ToUpperInvariant(), path.Key, operation.Value!.AsObject()),
    ];

    public static ApiDescription Parse(ReadOnlySpan<byte> json) => new(JsonNode.Parse(json)!.AsObject());

    /// <summary>The operation that serves a request: as in routing, a literal segment goes before a parameter.</summary>
    public ApiOperation? Find(string method, string path) =>
        Operations.Where(operation => operation.Method == method && operation.Matches(path)).MaxBy(operation => operation.Precedence);

    /// <summary>Follows a reference under components.</summary>
    public JsonObject Resolve(JsonNode node) =>
        node["$ref"] is { } reference
            ? reference.GetValue<string>()[2..].Split('/').Aggregate((JsonNode)Document, (at, name) => at[name] ?? throw new InvalidOperationException($"{reference} leads nowhere.")).AsObject()
            : node.AsObject();

    public IEnumerable<JsonObject> Parameters(ApiOperation operation) => (operation.Json["parameters"]?.AsArray() ?? []).Select(parameter => Resolve(parameter!));

    public JsonObject? Response(ApiOperation operation, int status) => operation.Json["responses"]![$"{status}"] is { } response ? Resolve(response) : null;

    public IEnumerable<int> Statuses(ApiOperation operation) => operation.Json["responses"]!.AsObject().Select(response => int.Parse(response.Key));

    /// <summary>Every content of the operation's request with its media type.</summary>
    public IEnumerable<KeyValuePair<string, JsonNode?>> Bodies(ApiOperation operation) => operation.Json["requestBody"]?["content"]?.AsObject() ?? [];
}

/// <summary>One method of one path.</summary>
internal sealed record ApiOperation(string Method, string Path, JsonObject Json)
{
    private readonly string[] segments = Path.Split('/');

    public string Id => Json["operationId"]!.GetValue<string>();

    public bool IsUserForm => Path.StartsWith("/api/{user_id}/", StringComparison.Ordinal);

    public bool IsAnonymous => Json["security"]!.AsArray() is { } security && (security.Count == 0 || security.Any(requirement => requirement!.AsObject().Count == 0));

    /// <summary>Of <c>/api/auth</c>, with the session's own token.</summary>
    public bool IsAuth => Path.StartsWith("/api/auth/", StringComparison.Ordinal);

    /// <summary>Literal segments as 1, parameters as 0, from the left.</summary>
    public string Precedence => string.Concat(segments.Select(segment => segment.StartsWith('{') ? '0' : '1'));

    public bool Matches(string path)
    {
        var given = path.Split('/');
        return given.Length == segments.Length && segments.Zip(given).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second);
    }

    public override string ToString() => $"{Method} {Path}";
}
