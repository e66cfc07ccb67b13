using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Todo.Hosting.Problems;

namespace Todo.Backend.Tasks.Rest;

/// <summary>The body of a request that sends JSON, whole and in memory.</summary>
internal static class JsonBody
{
    public const string Json = "application/json";
    public const string MergePatch = "application/merge-patch+json";

    private static readonly JsonReaderOptions Options = new() { AllowTrailingCommas = false, CommentHandling = JsonCommentHandling.Disallow, MaxDepth = 32 };

    /// <summary>Whether the request has a body at all.</summary>
    public static bool IsSent(HttpContext context) =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true && context.Request.ContentLength != 0;

    /// <summary>The problem of a Content-Type that is none of these, before the body is read; null when it is fine.</summary>
    public static Problem? CheckType(HttpContext context, params ReadOnlySpan<string> allowed)
    {
        foreach (var one in allowed)
        {
            if (one == context.Request.ContentType)
            {
                return null;
            }
        }

        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) || !Contains(allowed, type.MediaType))
        {
            return Problem.UnsupportedMediaType();
        }

        // RFC 8259 8.1: JSON between systems is UTF-8.
        return type.Charset.HasValue && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            ? Problem.UnsupportedMediaType("Send JSON in UTF-8.")
            : null;
    }

    /// <summary>Reads all of it and gives it to <paramref name="read"/>; a body above the endpoint's limit is 413 by the server.</summary>
    public static async Task<T> ReadAsync<T>(HttpContext context, BodyReader<T> read)
    {
        var body = context.Request.BodyReader;
        while (true)
        {
            var result = await body.ReadAsync(context.RequestAborted);
            if (result.IsCompleted)
            {
                try
                {
                    return read(result.Buffer);
                }
                finally
                {
                    body.AdvanceTo(result.Buffer.End);
                }
            }

            body.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    public static Utf8JsonReader Reader(ReadOnlySequence<byte> body) => new(body, Options);

    private static bool Contains(ReadOnlySpan<string> allowed, StringSegment media)
    {
        foreach (var one in allowed)
        {
            if (media.Equals(one, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}

internal delegate T BodyReader<out T>(ReadOnlySequence<byte> body);
