using Todo.Frontend.Gateway;
using Todo.Hosting.Problems;

namespace Todo.Frontend.Forms;

/// <summary>
/// The routes under /app, which scripts of our own pages call with the session's cookie. A form of another site can send
/// neither this header nor JSON; a script there would need our leave (CORS), which nobody has. Checked before a token is attached.
/// </summary>
public static class ScriptCalls
{
    public const string Header = "X-Todo-App";

    public static RouteGroupBuilder MapScriptCalls(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/app").RequireAuthorization().WithMetadata(new ForgeryChecked());
        group.AddEndpointFilter(async (invocation, next) =>
            Refusal(invocation.HttpContext) is { } problem ? problem : await next(invocation));
        return group;
    }

    private static Problem? Refusal(HttpContext context)
    {
        var request = context.Request;
        var isOwn = request.Headers[Header] == "1"
            && (request.Headers["Sec-Fetch-Site"] == "same-origin" || request.Headers.Origin.Count == 1)
            && context.RequestServices.GetRequiredService<PublicOrigin>().IsOwn(request);
        return !isOwn ? Problem.Forbidden("Only the web app's own pages may call this; programs use /api with a token.")
            : !request.HasJsonContentType() ? Problem.UnsupportedMediaType()
            : null;
    }
}
