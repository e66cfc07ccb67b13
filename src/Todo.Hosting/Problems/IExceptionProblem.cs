using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Todo.Hosting.Problems;

/// <summary>Says which answer an exception deserves; null when it does not know it. Anything unknown is a 500.</summary>
public interface IExceptionProblem
{
    Problem? Find(Exception exception);
}

public static class ExceptionProblemExtensions
{
    public static IServiceCollection AddExceptionProblem<T>(this IServiceCollection services)
        where T : class, IExceptionProblem => services.AddSingleton<IExceptionProblem, T>();
}

/// <summary>What Kestrel and the endpoints' binding throw about a request.</summary>
internal static class BadRequests
{
    public static Problem Of(BadHttpRequestException exception)
    {
        if (exception.StatusCode != StatusCodes.Status400BadRequest)
        {
            return Problem.OfStatus(exception.StatusCode);
        }

        return exception.InnerException switch
        {
            System.Text.Json.JsonException json => Json(json),
            _ when Parameter(exception.Message) is { } name => Problem.Invalid(name, "This value cannot be read."),
            _ => Problem.Malformed("The request is not valid."),
        };
    }

    /// <summary>The problem of a body that is no JSON or not of the right shape, under its field where that is known.</summary>
    public static Problem Json(System.Text.Json.JsonException exception)
    {
        // Path is "$.title" or "$['a.b']"; only the plain member is worth naming, and an element's error belongs to its member.
        var path = exception.Path;
        if (path is { Length: > 2 } && path.StartsWith("$.", StringComparison.Ordinal))
        {
            var end = path.AsSpan(2).IndexOfAny('[', '.');
            return Problem.Invalid(end < 0 ? path[2..] : path.Substring(2, end), "This has the wrong type or form.");
        }

        return Problem.Malformed("The body is not valid JSON of the expected shape.");
    }

    // Failed to bind parameter "int limit" from "abc".
    private static string? Parameter(string message)
    {
        const string start = "Failed to bind parameter \"";
        if (!message.StartsWith(start, StringComparison.Ordinal) || message.IndexOf('"', start.Length) is var end && end < 0)
        {
            return null;
        }

        var name = message[start.Length..end].Split(' ')[^1];
        return System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
    }
}
