using System.Net;

namespace Todo.Contracts;

/// <summary>An answer that is no success.</summary>
public sealed class ApiException(HttpStatusCode status, ApiProblem problem, TimeSpan? retryAfter)
    : Exception(problem.Detail ?? problem.Title ?? $"The server answered {(int)status}.")
{
    public HttpStatusCode Status { get; } = status;

    public ApiProblem Problem { get; } = problem;

    /// <summary>Of a 429 or 503.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}

/// <summary>The members of application/problem+json (RFC 9457) and of Better Auth's errors; each may be missing.</summary>
/// <param name="Code">Stable; decide by it.</param>
/// <param name="Errors">What is wrong with each field, by the wire's name.</param>
public sealed record ApiProblem(
    string? Title = null,
    string? Detail = null,
    string? Message = null,
    string? Code = null,
    string? TraceId = null,
    IReadOnlyDictionary<string, string[]>? Errors = null)
{
    /// <summary>A sentence for people.</summary>
    public string Text => Message ?? Detail ?? Title ?? "The server refused this.";
}
