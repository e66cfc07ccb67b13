using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Todo.Cli.Mcp;

/// <summary>Standard output: one message a line, and nothing but messages.</summary>
internal sealed class MessageOutput(Stream stream) : IDisposable
{
    // JSON-RPC 2.0, 5.1: the range that is free for the reasons of an implementation.
    private const int General = -32000;

    // Read by programs and in their logs, never as HTML.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly SemaphoreSlim writing = new(1);

    /// <summary>A message as the server wrote it. A line end in JSON is only ever white space (RFC 8259, 2).</summary>
    public Task WriteAsync(string json, CancellationToken cancellation) =>
        WriteAsync(Encoding.UTF8.GetBytes(json.ReplaceLineEndings(" ") + "\n"), cancellation);

    /// <summary>An error of the bridge's own.</summary>
    public Task WriteErrorAsync(JsonElement? id, string message, CancellationToken cancellation, int code = General) =>
        WriteErrorAsync(
            id,
            json =>
            {
                json.WriteStartObject();
                json.WriteNumber("code", code);
                json.WriteString("message", message);
                json.WriteEndObject();
            },
            cancellation);

    /// <summary>An error of the server's, for this request: it may have been refused before its id was read.</summary>
    public Task WriteErrorAsync(JsonElement? id, JsonElement error, CancellationToken cancellation) => WriteErrorAsync(id, error.WriteTo, cancellation);

    public void Dispose() => writing.Dispose();

    private async Task WriteErrorAsync(JsonElement? id, Action<Utf8JsonWriter> writeError, CancellationToken cancellation)
    {
        var buffer = new ArrayBufferWriter<byte>();
        await using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteString("jsonrpc", "2.0");
            json.WritePropertyName("id");
            if (id is { } known)
            {
                known.WriteTo(json);
            }
            else
            {
                json.WriteNullValue();
            }

            json.WritePropertyName("error");
            writeError(json);
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        await WriteAsync(buffer.WrittenMemory, cancellation);
    }

    // A message that has begun is written to its end: half a line would spoil the next one too.
    private async Task WriteAsync(ReadOnlyMemory<byte> line, CancellationToken cancellation)
    {
        await writing.WaitAsync(cancellation);
        try
        {
            await stream.WriteAsync(line, CancellationToken.None);
            await stream.FlushAsync(CancellationToken.None);
        }
        finally
        {
            writing.Release();
        }
    }
}
