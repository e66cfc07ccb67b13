using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Todo.Backend.Tasks.Rest;

/// <summary>Answers with JSON of compiled metadata and a Content-Length, from memory that each thread keeps.</summary>
internal static class JsonAnswer
{
    public const string ContentType = "application/json; charset=utf-8";

    /// <summary>Kept by the client alone, and asked for again: the ETag makes that a 304.</summary>
    public const string CacheControl = "private, no-cache";

    // A page of 100 long tasks is larger; such a buffer is not kept.
    private const int KeptBytes = 256 * 1024;

    // Other scripts stay readable and short: the answer is never embedded in HTML (Content-Type and nosniff say so).
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? writer;

    public static Task WriteAsync<T>(HttpContext context, int status, T value, JsonTypeInfo<T> type)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = ContentType;
        response.Headers.CacheControl = CacheControl;
        var memory = buffer ??= new ArrayBufferWriter<byte>(16 * 1024);
        memory.ResetWrittenCount();
        var json = writer ??= new Utf8JsonWriter(memory, Options);
        json.Reset(memory);
        JsonSerializer.Serialize(json, value, type);
        response.ContentLength = memory.WrittenCount;

        // Copied before the first await, after which the thread serves others.
        response.BodyWriter.Write(memory.WrittenSpan);
        if (memory.Capacity > KeptBytes)
        {
            (buffer, writer) = (null, null);
        }

        var flush = response.BodyWriter.FlushAsync(context.RequestAborted);
        return flush.IsCompletedSuccessfully ? Task.CompletedTask : flush.AsTask();
    }
}
