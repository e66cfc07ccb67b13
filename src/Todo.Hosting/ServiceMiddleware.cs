using System.Diagnostics;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using Todo.Hosting.Health;
using Todo.Hosting.Network;
using Todo.Hosting.Problems;

namespace Todo.Hosting;

/// <summary>
/// The outermost middleware, one for everything that each request needs, since every asynchronous layer costs: client address,
/// security headers, errors as problem details, the span's route and status, the request's log line.
/// </summary>
internal sealed partial class ServiceMiddleware(
    RequestDelegate next,
    ServiceOptions options,
    ClientAddress address,
    ServiceHealth health,
    IEnumerable<IExceptionProblem> exceptionProblems,
    ILogger<ServiceMiddleware> logger)
{
    // StatusCodes.Status499ClientClosedRequest: nobody reads it but the metrics and the log.
    private const int ClientClosed = 499;

    private readonly IExceptionProblem[] known = [.. exceptionProblems];
    private readonly StringValues contentSecurityPolicy = options.ContentSecurityPolicy;
    private readonly StringValues referrerPolicy = options.ReferrerPolicy;
    private readonly StringValues cacheControl = options.CacheControl;
    private readonly StringValues noSniff = "nosniff";
    private readonly StringValues close = "close";

    public async Task InvokeAsync(HttpContext context)
    {
        var started = logger.IsEnabled(LogLevel.Debug) ? Stopwatch.GetTimestamp() : 0;
        address.Apply(context);
        SetHeaders(context);
        try
        {
            await next(context);
            var response = context.Response;
            if (response.StatusCode >= 400 && !response.HasStarted && response.ContentLength is null && response.ContentType is null)
            {
                await Problem.OfStatus(response.StatusCode).ExecuteAsync(context);
            }
        }
        catch (Exception exception)
        {
            await AnswerAsync(context, exception);
        }

        Linger(context);
        if (Activity.Current is { IsAllDataRequested: true } activity)
        {
            Describe(activity, context);
        }

        if (started != 0)
        {
            Log.Request(logger, context.Request.Method, Route(context), context.Response.StatusCode, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
    }

    // ASP.NET Core's own activity lacks these at its stop; route templates only, never the path itself.
    private static void Describe(Activity activity, HttpContext context)
    {
        var status = context.Response.StatusCode;
        activity.SetTag("http.response.status_code", status);
        if (Route(context) is { } route)
        {
            activity.SetTag("http.route", route);
            activity.DisplayName = context.Request.Method + " " + route;
        }

        if (status >= 500)
        {
            activity.SetStatus(ActivityStatusCode.Error);
        }
    }

    // Kestrel hears a client out, for a few seconds, before it closes the connection: a reset could take the answer from it (RFC 9112 9.6).
    // It does not when the body is above the limit, so that ends here, where nobody will read the body any more.
    private static void Linger(HttpContext context)
    {
        if (context.Response.StatusCode >= StatusCodes.Status400BadRequest
            && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }
    }

    private static string? Route(HttpContext context) =>
        (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;

    private void SetHeaders(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = noSniff;
        headers["Referrer-Policy"] = referrerPolicy;
        headers.ContentSecurityPolicy = contentSecurityPolicy;
        if (cacheControl.Count > 0)
        {
            headers.CacheControl = cacheControl;
        }

        if (health.IsStopping && HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            // Keep-alive connections would stay with this replica until its end.
            headers.Connection = close;
        }
    }

    private async Task AnswerAsync(HttpContext context, Exception exception)
    {
        if (context.RequestAborted.IsCancellationRequested
            && exception is OperationCanceledException or IOException or ConnectionAbortedException)
        {
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = ClientClosed;
            }

            return;
        }

        var problem = Find(exception);
        if (problem is null)
        {
            Log.Unhandled(logger, exception, context.Request.Method, Route(context));
        }
        else if (problem.Status >= 500)
        {
            Log.Failed(logger, context.Request.Method, Route(context), problem.Status, exception.Message);
        }

        if (Activity.Current is { IsAllDataRequested: true } activity)
        {
            activity.AddException(exception);
        }

        if (context.Response.HasStarted)
        {
            // Half an answer must not look like a whole one.
            context.Abort();
            return;
        }

        var endpoint = context.GetEndpoint();
        context.Response.Clear();
        context.SetEndpoint(endpoint);
        SetHeaders(context);
        try
        {
            await (problem ?? Problem.Internal()).ExecuteAsync(context);
        }
        catch (Exception nested) when (nested is OperationCanceledException or IOException)
        {
            // The client has gone meanwhile.
        }
    }

    private Problem? Find(Exception exception)
    {
        if (exception is BadHttpRequestException bad)
        {
            return BadRequests.Of(bad);
        }

        foreach (var candidate in known)
        {
            if (candidate.Find(exception) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "{Method} {Route} {Status} in {DurationMs} ms", EventName = "Request")]
        public static partial void Request(ILogger logger, string method, string? route, int status, double durationMs);

        [LoggerMessage(2, LogLevel.Error, "{Method} {Route} failed", EventName = "RequestFailed")]
        public static partial void Unhandled(ILogger logger, Exception exception, string method, string? route);

        [LoggerMessage(3, LogLevel.Warning, "{Method} {Route} answered {Status}: {Reason}", EventName = "RequestRefused")]
        public static partial void Failed(ILogger logger, string method, string? route, int status, string reason);
    }
}
