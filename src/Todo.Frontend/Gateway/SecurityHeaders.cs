namespace Todo.Frontend.Gateway;

/// <summary>What a browser must know about every answer, whoever made it. The first middleware: it covers errors and redirects too.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    private const string Year = "max-age=31536000; includeSubDomains";

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(
            static state =>
            {
                var context = (HttpContext)state;
                var headers = context.Response.Headers;
                headers["Cross-Origin-Opener-Policy"] = "same-origin";
                headers.TryAdd("Cross-Origin-Resource-Policy", "same-origin");
                headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
                headers.XFrameOptions = "DENY";
                if (context.Request.IsHttps && !PlainHttp.IsLocal(context.Request.Host.Host))
                {
                    headers.StrictTransportSecurity = Year;
                }

                return Task.CompletedTask;
            },
            context);
        return next(context);
    }
}
