using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Todo.Hosting.Problems;

/// <summary>
/// An error answer, RFC 9457: <c>{"type","title","status","detail"?,"code","trace_id","errors"?}</c> as application/problem+json.
/// The <c>type</c> is an identifier made of the code; nothing need be served there (RFC 9457 3.1.1).
/// </summary>
public sealed class Problem(int status, string code, string title, string? detail = null) : IResult, IStatusCodeHttpResult
{
    /// <summary>What every <c>type</c> starts with.</summary>
    public const string TypePrefix = "https://todo.dev/problems/";

    public const string ContentType = "application/problem+json";

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? writer;

    public int Status { get; } = status;

    /// <summary>Stable, kebab-case unless another wire prescribes it; clients decide by it.</summary>
    public string Code { get; } = code;

    public string Title { get; } = title;

    public string? Detail { get; } = detail;

    /// <summary>What is wrong with each field, by the wire's name.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>Becomes the Retry-After header, in whole seconds, at least one.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The challenge of a 401.</summary>
    public string? Authenticate { get; init; }

    /// <summary>The last part of <c>type</c> where it differs from <see cref="Code"/>.</summary>
    public string? TypeCode { get; init; }

    /// <summary>Further string members.</summary>
    public IReadOnlyDictionary<string, string>? Extensions { get; init; }

    int? IStatusCodeHttpResult.StatusCode => Status;

    /// <summary>400, every wrong field at once.</summary>
    public static Problem Invalid(IReadOnlyDictionary<string, string[]> errors) =>
        new(StatusCodes.Status400BadRequest, "invalid", "Some fields are invalid.", "Correct the fields named in errors and send the request again.") { Errors = errors };

    /// <summary>400, one wrong field.</summary>
    public static Problem Invalid(string field, string message) =>
        Invalid(new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [message] });

    /// <summary>400, a request that cannot be understood at all.</summary>
    public static Problem Malformed(string detail) => new(StatusCodes.Status400BadRequest, "malformed", "The request cannot be understood.", detail);

    /// <summary>401 with its challenge.</summary>
    public static Problem Unauthorized(string detail, string authenticate = "Bearer") =>
        new(StatusCodes.Status401Unauthorized, "unauthorized", "Sign in first.", detail) { Authenticate = authenticate };

    public static Problem Forbidden(string detail) => new(StatusCodes.Status403Forbidden, "forbidden", "This is not allowed.", detail);

    public static Problem NotFound(string? detail = null) => new(StatusCodes.Status404NotFound, "not-found", "There is no such thing.", detail);

    public static Problem MethodNotAllowed() =>
        new(StatusCodes.Status405MethodNotAllowed, "method-not-allowed", "This method is not allowed here.", "Use one of the methods in the Allow header.");

    public static Problem Conflict(string detail) => new(StatusCodes.Status409Conflict, "conflict", "This conflicts with what is there.", detail);

    public static Problem PreconditionFailed(string? detail = null) =>
        new(StatusCodes.Status412PreconditionFailed, "precondition-failed", "It has changed meanwhile.", detail ?? "Read it again and repeat the change on its present state.");

    public static Problem TooLarge(string? detail = null) =>
        new(StatusCodes.Status413PayloadTooLarge, "too-large", "The body is too large.", detail);

    public static Problem UnsupportedMediaType(string? detail = null) =>
        new(StatusCodes.Status415UnsupportedMediaType, "unsupported-media-type", "This type of content is not supported.", detail ?? "Send JSON with Content-Type: application/json.");

    /// <summary>422, only for an idempotency key used before with another body.</summary>
    public static Problem IdempotencyMismatch() =>
        new(StatusCodes.Status422UnprocessableEntity, "idempotency-mismatch", "This idempotency key belongs to another request.", "Use a new key for a new request.");

    public static Problem TooManyRequests(TimeSpan retryAfter, string? detail = null) =>
        new(StatusCodes.Status429TooManyRequests, "too-many-requests", "Too many requests.", detail ?? "Wait for the time in Retry-After.") { RetryAfter = retryAfter };

    /// <summary>500; what went wrong is in the log under the trace id, never here.</summary>
    public static Problem Internal() =>
        new(StatusCodes.Status500InternalServerError, "internal", "Something went wrong on our side.", "Try again; if it stays, report the trace_id.");

    /// <summary>503, something this service needs is away for now.</summary>
    public static Problem Unavailable(TimeSpan? retryAfter = null, string? detail = null) =>
        new(StatusCodes.Status503ServiceUnavailable, "unavailable", "The service is not available right now.", detail ?? "Wait for the time in Retry-After.") { RetryAfter = retryAfter ?? TimeSpan.FromSeconds(2) };

    /// <summary>The problem for a bare status code.</summary>
    public static Problem OfStatus(int status) => status switch
    {
        StatusCodes.Status400BadRequest => Malformed("The request is not valid."),
        StatusCodes.Status401Unauthorized => Unauthorized("Send a valid token in the Authorization header."),
        StatusCodes.Status403Forbidden => Forbidden("The caller may not do this."),
        StatusCodes.Status404NotFound => NotFound(),
        StatusCodes.Status405MethodNotAllowed => MethodNotAllowed(),
        StatusCodes.Status412PreconditionFailed => PreconditionFailed(),
        StatusCodes.Status413PayloadTooLarge => TooLarge(),
        StatusCodes.Status415UnsupportedMediaType => UnsupportedMediaType(),
        StatusCodes.Status429TooManyRequests => TooManyRequests(TimeSpan.FromSeconds(1)),
        StatusCodes.Status500InternalServerError => Internal(),
        StatusCodes.Status503ServiceUnavailable => Unavailable(),
        _ => new Problem(status, "status-" + status.ToString(CultureInfo.InvariantCulture), Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status)),
    };

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        if (RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (Authenticate is not null)
        {
            response.Headers.WWWAuthenticate = Authenticate;
        }

        var json = Serialize(TraceId(httpContext));
        response.ContentLength = json.Length;
        if (HttpMethods.IsHead(httpContext.Request.Method))
        {
            return Task.CompletedTask;
        }

        // The writer's memory is this thread's own only until the next await: copied to the response's before that.
        response.BodyWriter.Write(json);
        return response.BodyWriter.FlushAsync(httpContext.RequestAborted).GetAsTask();
    }

    /// <summary>The trace id of the request, as in its log lines.</summary>
    public static string TraceId(HttpContext httpContext) =>
        Activity.Current?.TraceId.ToHexString() ?? httpContext.TraceIdentifier;

    private ReadOnlySpan<byte> Serialize(string traceId)
    {
        buffer ??= new ArrayBufferWriter<byte>(512);
        buffer.ResetWrittenCount();
        writer ??= new Utf8JsonWriter(buffer);
        writer.Reset(buffer);
        writer.WriteStartObject();
        writer.WriteString("type"u8, TypePrefix + (TypeCode ?? Code));
        writer.WriteString("title"u8, Title);
        writer.WriteNumber("status"u8, Status);
        if (Detail is not null)
        {
            writer.WriteString("detail"u8, Detail);
        }

        writer.WriteString("code"u8, Code);
        writer.WriteString("trace_id"u8, traceId);
        WriteErrors(writer);
        if (Extensions is not null)
        {
            foreach (var (name, value) in Extensions)
            {
                writer.WriteString(name, value);
            }
        }

        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan;
    }

    private void WriteErrors(Utf8JsonWriter json)
    {
        if (Errors is null)
        {
            return;
        }

        json.WriteStartObject("errors"u8);
        foreach (var (field, messages) in Errors)
        {
            json.WriteStartArray(field);
            foreach (var message in messages)
            {
                json.WriteStringValue(message);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}

internal static class ValueTasks
{
    public static Task GetAsTask<T>(this ValueTask<T> task) => task.IsCompletedSuccessfully ? Task.CompletedTask : task.AsTask();
}
