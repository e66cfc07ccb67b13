using Todo.Frontend.Pages.Errors;
using Todo.Frontend.Sessions;
using Todo.Hosting.Problems;

namespace Todo.Frontend.Pages;

/// <summary>Pages for what goes wrong.</summary>
public static class ErrorResults
{
    public static IResult FormExpired(HttpContext context)
    {
        var back = PathOfReferer(context);
        return Page(context, StatusCodes.Status400BadRequest, new ErrorModel(
            "This form has expired",
            "It was open for too long, or you have signed in or out in another tab. Nothing has been changed: open the page again and send the form once more.",
            back,
            "Open the page again"));
    }

    public static IResult NotFound(HttpContext context) => Page(context, StatusCodes.Status404NotFound, new ErrorModel(
        "There is no such page",
        "The address may be mistyped, or what was here has been deleted.",
        "/",
        "Go to the start")
    { User = context.FindSession() });

    public static IResult OfStatus(HttpContext context, int status) => status switch
    {
        StatusCodes.Status404NotFound => NotFound(context),
        StatusCodes.Status413PayloadTooLarge => Page(context, status, new ErrorModel("That is too large", "The text sent is larger than a form may be. Shorten it and try again.", "/", "Go to the start")),
        >= 500 => OfProblem(context, status, retryAfter: null),
        _ => Page(context, status, new ErrorModel("This cannot be done", "The request was not understood. Go back and try again.", "/", "Go to the start")),
    };

    /// <summary>Something behind us failed: when it is away the page says so and asks to come back.</summary>
    public static IResult OfProblem(HttpContext context, int status, TimeSpan? retryAfter)
    {
        if (retryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString();
        }

        var here = HttpMethods.IsGet(context.Request.Method) ? context.Request.Path + context.Request.QueryString.ToString() : "/tasks";
        var model = status switch
        {
            StatusCodes.Status429TooManyRequests => new ErrorModel("Too many requests", "That was faster than we can follow. Wait a moment and try again.", here, "Try again"),
            StatusCodes.Status502BadGateway or StatusCodes.Status503ServiceUnavailable or StatusCodes.Status504GatewayTimeout => new ErrorModel(
                "We are away for a moment", "The part that keeps your tasks does not answer right now. They are safe; it comes back by itself.", here, "Try again"),
            _ => new ErrorModel("Something went wrong on our side", "It has been written down. Try again, please.", here, "Try again") { TraceId = Problem.TraceId(context) },
        };
        return Page(context, status, model);
    }

    private static IResult Page(HttpContext context, int status, ErrorModel model) => PageResults.Page<ErrorPage>(context, model, status);

    private static string PathOfReferer(HttpContext context) =>
        Uri.TryCreate(context.Request.Headers.Referer, UriKind.Absolute, out var referer) && referer.Authority == context.Request.Host.Value
            ? LocalPath.Or(referer.PathAndQuery, "/")
            : "/";
}
