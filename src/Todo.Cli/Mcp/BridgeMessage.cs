using System.Text.Json;

namespace Todo.Cli.Mcp;

/// <summary>A JSON-RPC message of the client, as far as the bridge looks into it.</summary>
internal sealed class BridgeMessage
{
    private const string DeclaredRevision = "io.modelcontextprotocol/protocolVersion";

    private BridgeMessage(string line, JsonElement root)
    {
        Line = line;
        Method = Text(root, "method");
        Id = root.TryGetProperty("id", out var id) ? id : null;
        var parameters = Member(root, "params");
        Revision = Text(Member(parameters, "_meta"), DeclaredRevision);
        Name = Method switch
        {
            "tools/call" or "prompts/get" => Text(parameters, "name"),
            "resources/read" => Text(parameters, "uri"),
            _ => null,
        };
        Cancelled = Method == "notifications/cancelled" ? Member(parameters, "requestId") : null;
    }

    /// <summary>As it came.</summary>
    public string Line { get; }

    /// <summary>Null in a response to the server.</summary>
    public string? Method { get; }

    public JsonElement? Id { get; }

    /// <summary>A request is answered exactly once; notifications and responses never.</summary>
    public bool IsRequest => Method is not null && Id is not null;

    public bool IsInitialize => IsRequest && Method == "initialize";

    /// <summary>The revision that the body declares, from 2026-07-28 on.</summary>
    public string? Revision { get; }

    /// <summary>The tool's or prompt's name, or the resource's URI.</summary>
    public string? Name { get; }

    /// <summary>The id of the request that a notification takes back.</summary>
    public JsonElement? Cancelled { get; }

    /// <summary>Null when the line is no single message; a batch is none since revision 2025-06-18.</summary>
    public static BridgeMessage? Parse(string line)
    {
        try
        {
            return JsonElement.Parse(line) is { ValueKind: JsonValueKind.Object } root ? new BridgeMessage(line, root) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement? Member(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } known && known.TryGetProperty(name, out var member) ? member : null;

    private static string? Text(JsonElement? element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
