using System.Net;

namespace Todo.Frontend.Gateway;

/// <summary>Whether a request to the backend may be sent once more (RFC 9110 9.2.2).</summary>
internal static class Repeatable
{
    /// <summary>True when no byte of it has reached the backend, or it is of the kind that changes nothing the second time.</summary>
    public static bool After(Exception exception, HttpRequestMessage request) =>
        request.Content is not RequestBody { HasBegun: true }
        && (IsAway(exception) || (exception is HttpRequestException or HttpIOException && IsIdempotent(request)));

    /// <summary>
    /// True for an answer of something between here and the backend that says it was not reached. With Retry-After it is the backend's own
    /// word, which the client is to have: its database is away, and asking again at once does not help.
    /// </summary>
    public static bool After(HttpResponseMessage response, HttpRequestMessage request) =>
        response.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable
        && response.Headers.RetryAfter is null
        && request.Content is not RequestBody { HasBegun: true }
        && IsIdempotent(request);

    /// <summary>True when there was no connection: the backend is away, and knows nothing of the request.</summary>
    public static bool IsAway(Exception? exception) => exception is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,
    };

    /// <summary>True when a second time changes nothing; with a key a creation is made once, however often it is sent (POST /api/tasks).</summary>
    public static bool IsIdempotent(HttpRequestMessage request) =>
        request.Method == HttpMethod.Get || request.Method == HttpMethod.Head || request.Method == HttpMethod.Options
        || request.Method == HttpMethod.Put || request.Method == HttpMethod.Delete
        || (request.Method == HttpMethod.Post && request.Headers.Contains("Idempotency-Key")
            && request.RequestUri is { AbsolutePath: var path } && path.StartsWith("/api/", StringComparison.Ordinal) && path.EndsWith("/tasks", StringComparison.Ordinal));
}
