using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Todo.Backend.Mcp.Http;

/// <summary>Which revision a request is of, and that its header and its body say the same (2026-07-28, "Streamable HTTP" and SEP-2575).</summary>
internal static class EnvelopeRules
{
    public const string VersionHeader = "MCP-Protocol-Version";
    private const string SessionHeader = "Mcp-Session-Id";

    /// <summary>Null when nothing is wrong.</summary>
    public static EdgeError? Check(IHeaderDictionary headers, JsonRpcMessage message)
    {
        string? version = headers[VersionHeader];
        var parameters = Params(message);
        var meta = parameters?["_meta"] as JsonObject;
        var declared = Text(meta?[MetaKeys.ProtocolVersion]);
        if (version is not null && !Revisions.Known.Contains(version, StringComparer.Ordinal))
        {
            return Unknown(version);
        }

        if (!Revisions.IsWithoutHandshake(version))
        {
            return Handshake(headers, version, declared, message, parameters);
        }

        // A cancellation must get through: what a notification lacks is not held against it.
        if (message is not JsonRpcRequest request)
        {
            return declared is null || declared == version ? null : Differs(version!, declared);
        }

        if (declared is null)
        {
            return EdgeError.Bad(McpErrorCode.InvalidParams, $"params._meta must name the revision as \"{MetaKeys.ProtocolVersion}\".");
        }

        if (declared != version)
        {
            return Differs(version!, declared);
        }

        return meta![MetaKeys.ClientCapabilities] is JsonObject
            ? Removed(request.Method)
            : EdgeError.Bad(McpErrorCode.InvalidParams, $"params._meta must say what the client can, an object, as \"{MetaKeys.ClientCapabilities}\".");
    }

    internal static JsonObject? Params(JsonRpcMessage message) => message switch
    {
        JsonRpcRequest request => request.Params as JsonObject,
        JsonRpcNotification notification => notification.Params as JsonObject,
        _ => null,
    };

    internal static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static EdgeError? Handshake(IHeaderDictionary headers, string? version, string? declared, JsonRpcMessage message, JsonObject? parameters)
    {
        if (Revisions.IsWithoutHandshake(declared))
        {
            return EdgeError.Mismatch($"The body is of revision {declared}: send the same in the header {VersionHeader}.");
        }

        if (message is JsonRpcRequest { Method: RequestMethods.Initialize } && version is not null && Text(parameters?["protocolVersion"]) is { } asked && asked != version)
        {
            return Differs(version, asked);
        }

        return headers.ContainsKey(SessionHeader)
            ? EdgeError.Of(StatusCodes.Status400BadRequest, $"This server has no sessions: leave out {SessionHeader}.")
            : null;
    }

    private static EdgeError? Removed(string method) =>
#pragma warning disable MCP9004, MCP9005, MCP9006 // Named to be refused.
        method is RequestMethods.Initialize or RequestMethods.Ping or RequestMethods.LoggingSetLevel or RequestMethods.ResourcesSubscribe or RequestMethods.ResourcesUnsubscribe
#pragma warning restore MCP9004, MCP9005, MCP9006
            ? new EdgeError(StatusCodes.Status404NotFound, (int)McpErrorCode.MethodNotFound, $"{method} is no method of this revision.")
            : null;

    private static EdgeError Unknown(string version) =>
        EdgeError.Bad(McpErrorCode.UnsupportedProtocolVersion, "This revision of the protocol is not spoken here.") with { Requested = version };

    private static EdgeError Differs(string version, string declared) =>
        EdgeError.Mismatch($"The header {VersionHeader} says {version} and the body {declared}.");
}
