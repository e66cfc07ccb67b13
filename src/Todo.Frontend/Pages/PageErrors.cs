using System.Net;
using Todo.Contracts;
using Todo.Frontend.Gateway;
using Todo.Frontend.Sessions;
using Todo.Hosting.Problems;

namespace Todo.Frontend.Pages;

/// <summary>People get pages where programs get problem details; an ended session leads to the sign-in page.</summary>
internal sealed partial class PageErrors(RequestDelegate next, ILogger<PageErrors> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (IsForScripts(context.Request.Path))
        {
            await ForScriptsAsync(context);
            return;
        }

        try
        {
            await next(context);
            var response = context.Response;
            if (response.StatusCode >= 400 && !response.HasStarted && response.ContentLength is null && response.ContentType is null)
            {
                await ErrorResults.OfStatus(context, response.StatusCode).ExecuteAsync(context);
            }
        }
        catch (Exception exception) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            // What the failed page has set already, and the next one adds.
            context.Response.Headers.Remove("blazor-enhanced-nav");
            await (await AnswerAsync(context, exception)).ExecuteAsync(context);
        }
    }

    private static bool IsForScripts(PathString path) =>
        PassThroughEndpoints.IsPassedThrough(path) || path.StartsWithSegments("/app", StringComparison.OrdinalIgnoreCase);

    // What the backend answers to a script's call is passed on in its own words; anything else is the common middleware's.
    private async Task ForScriptsAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (ApiException exception) when (!context.Response.HasStarted)
        {
            var problem = exception.Problem;
            await new Problem((int)exception.Status, problem.Code ?? "refused", problem.Title ?? problem.Text, problem.Detail)
            {
                Errors = problem.Errors,
                RetryAfter = exception.RetryAfter,
            }.ExecuteAsync(context);
        }
    }

    private async Task<IResult> AnswerAsync(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case ApiException { Status: HttpStatusCode.Unauthorized }:
                await context.ForgetSessionAsync();
                var back = HttpMethods.IsGet(context.Request.Method) ? context.Request.Path + context.Request.QueryString.ToString() : null;
                return PageResults.SeeOther(SignInPath.To(back, SignInPath.Ended));
            case ApiException { Status: HttpStatusCode.NotFound }:
                return ErrorResults.NotFound(context);
            case ApiException { Status: HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable } busy:
                return ErrorResults.OfProblem(context, (int)busy.Status, busy.RetryAfter ?? TimeSpan.FromSeconds(2));
            case BadHttpRequestException bad:
                return ErrorResults.OfStatus(context, bad.StatusCode);
            case TaskCanceledException { InnerException: TimeoutException }:
                return ErrorResults.OfProblem(context, StatusCodes.Status504GatewayTimeout, TimeSpan.FromSeconds(2));
        }

        if (BackendFailure.Of(exception) is { } problem)
        {
            Log.BackendFailed(logger, problem.Status, exception.Message);
            return ErrorResults.OfProblem(context, problem.Status, problem.RetryAfter);
        }

        Log.Failed(logger, exception, context.Request.Method);
        return ErrorResults.OfProblem(context, StatusCodes.Status500InternalServerError, retryAfter: null);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A page failed on {Method}", EventName = "PageFailed")]
        public static partial void Failed(ILogger logger, Exception exception, string method);

        [LoggerMessage(2, LogLevel.Warning, "A page answered {Status}: {Reason}", EventName = "PageBackendFailed")]
        public static partial void BackendFailed(ILogger logger, int status, string reason);
    }
}
