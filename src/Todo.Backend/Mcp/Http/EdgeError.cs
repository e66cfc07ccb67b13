using System.Buffers;
using System.Text.Json;
using ModelContextProtocol;

namespace Todo.Backend.Mcp.Http;

/// <summary>A request that is refused before any server sees it: an HTTP status with a JSON-RPC error in the body.</summary>
/// <param name="Status">Of the HTTP answer.</param>
/// <param name="Code">Of the JSON-RPC error.</param>
/// <param name="Message">What is wrong and what to do.</param>
internal sealed record EdgeError(int Status, int Code, string Message)
{
    // JSON-RPC 2.0, 5.1: the range that servers may give meaning to.
    private const int General = -32000;

    /// <summary>The revision that was asked for, in the data of an "unsupported version".</summary>
    public string? Requested { get; init; }

    public static EdgeError Of(int status, string message) => new(status, General, message);

    public static EdgeError Bad(McpErrorCode code, string message) => new(StatusCodes.Status400BadRequest, (int)code, message);

    public static EdgeError Mismatch(string message) => Bad(McpErrorCode.HeaderMismatch, message);

    /// <summary>Writes it; the id is the request's as it came, null where none can be known.</summary>
    public async Task WriteAsync(HttpContext context, JsonElement? id)
    {
        var buffer = new ArrayBufferWriter<byte>();
        await using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("jsonrpc"u8, "2.0"u8);
            json.WritePropertyName("id"u8);
            if (id is { ValueKind: JsonValueKind.String or JsonValueKind.Number } known)
            {
                known.WriteTo(json);
            }
            else
            {
                json.WriteNullValue();
            }

            json.WriteStartObject("error"u8);
            json.WriteNumber("code"u8, Code);
            json.WriteString("message"u8, Message);
            WriteData(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        var response = context.Response;
        response.StatusCode = Status;
        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-store";
        response.ContentLength = buffer.WrittenCount;
        await response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
    }

    private void WriteData(Utf8JsonWriter json)
    {
        if (Requested is null)
        {
            return;
        }

        json.WriteStartObject("data"u8);
        json.WriteStartArray("supported"u8);
        foreach (var revision in Revisions.WithoutHandshake)
        {
            json.WriteStringValue(revision);
        }

        json.WriteEndArray();
        json.WriteString("requested"u8, Requested);
        json.WriteEndObject();
    }
}
