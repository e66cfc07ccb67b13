using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Todo.Backend.Mcp.Http;

/// <summary>The one message of a request's body; how long a body may be is the endpoint's metadata and Kestrel's to keep.</summary>
internal static class MessageBody
{
    private static readonly JsonTypeInfo<JsonRpcMessage> Type = (JsonTypeInfo<JsonRpcMessage>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage));

    // A member twice could be one thing to the rules here and another to the server.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>The message, or why there is none; the id in both cases, as far as there is one.</summary>
    public static async Task<(JsonRpcMessage? Message, JsonElement? Id, EdgeError? Error)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        JsonElement body;
        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, Strict, cancellationToken);
            body = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return (null, null, Invalid("The body is no JSON, or has a member twice."));
        }

        if (body.ValueKind != JsonValueKind.Object)
        {
            return (null, null, Invalid("The body must be one JSON-RPC message; batches are not taken."));
        }

        JsonElement? id = body.TryGetProperty("id"u8, out var given) ? given : null;
        if (id is { ValueKind: not (JsonValueKind.String or JsonValueKind.Number) })
        {
            return (null, null, Invalid("An id is a text or a number."));
        }

        try
        {
            return body.Deserialize(Type) is { } message ? (message, id, null) : (null, id, Invalid("The body is no JSON-RPC message."));
        }
        catch (JsonException)
        {
            return (null, id, Invalid("The body is no JSON-RPC 2.0 message."));
        }
    }

    private static EdgeError Invalid(string message) => EdgeError.Bad(McpErrorCode.InvalidRequest, message);
}
