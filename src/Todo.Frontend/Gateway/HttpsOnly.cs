using Microsoft.AspNetCore.Http.Extensions;
using Todo.Hosting.Network;

namespace Todo.Frontend.Gateway;

/// <summary>
/// Sends on to https what came to the ingress by plain http, whichever ingress that is. One that says nothing of it is left alone, as are
/// probes and calls inside the cluster: they would be sent round and round.
/// </summary>
internal sealed class HttpsOnly(RequestDelegate next, GatewaySettings settings)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!settings.HttpsOnly || request.IsHttps || !CameByHttp(request.Headers))
        {
            return next(context);
        }

        // 308: a form that was sent is sent again as it is.
        context.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
        context.Response.Headers.Location = UriHelper.BuildAbsolute(Uri.UriSchemeHttps, Host(request), request.PathBase, request.Path, request.QueryString);
        return Task.CompletedTask;
    }

    private static bool CameByHttp(IHeaderDictionary headers)
    {
        var text = headers[ClientAddress.ForwardedProto] is { Count: > 0 } values ? values[^1] ?? "" : "";
        return text.AsSpan(text.LastIndexOf(',') + 1).Trim().Equals(Uri.UriSchemeHttp, StringComparison.OrdinalIgnoreCase);
    }

    // The port is that of the public origin: the one in the request is the port of plain http.
    private HostString Host(HttpRequest request) =>
        settings.PublicOrigins
            .Select(origin => new Uri(origin))
            .Where(origin => origin.Scheme == Uri.UriSchemeHttps && origin.Host.Equals(request.Host.Host, StringComparison.OrdinalIgnoreCase))
            .Select(origin => new HostString(origin.Authority))
            .FirstOrDefault(new HostString(request.Host.Host));
}
