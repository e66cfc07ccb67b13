using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Todo.Hosting.Problems;

namespace Todo.Frontend.Gateway;

/// <summary>
/// Passes /api and /mcp on to the backend as they come, in both directions as it flows: nothing is buffered but small bodies that may be
/// sent again, nothing attached but who asks, no cookie goes in or out. One origin thus serves people and programs, and a program's token
/// is its own.
/// </summary>
public sealed class PassThrough(Backend backend, Relay relay)
{
    // The body of a request that may be repeated is kept up to this size; everything else flows.
    private const int MostKept = 64 * 1024;

    private static readonly UriCreationOptions AsItCame = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public async Task InvokeAsync(HttpContext context)
    {
        var raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var target = ApiPath.Of(raw, "/api/") ?? ApiPath.Of(raw, "/mcp");
        if (target is null)
        {
            await Problem.Malformed("The path has a dot segment, an empty segment or an encoded separator: write it plainly.").ExecuteAsync(context);
            return;
        }

        if (context.Features.Get<IStatusCodePagesFeature>() is { } pages)
        {
            pages.Enabled = false;
        }

        using var request = await RequestAsync(context, target);
        await relay.PassAsync(IsStream(context.Request) ? backend.Streams : backend.Requests, request, context);
    }

    // What is a stream whatever the client says that it accepts, and what the client asks to be one.
    private static bool IsStream(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase)
        || request.Path.Value is { } path && (path.EndsWith("/chat/stream", StringComparison.Ordinal) || path.EndsWith("/events", StringComparison.Ordinal));

    private async Task<HttpRequestMessage> RequestAsync(HttpContext context, string target)
    {
        var address = target.StartsWith("/mcp", StringComparison.Ordinal) ? backend.McpAddress : backend.Address;
        var request = new HttpRequestMessage(HttpMethod.Parse(context.Request.Method), new Uri(address + target, AsItCame));
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
        {
            request.Content = new RequestBody(context.Request);
        }

        ProxyHeaders.CopyTo(request, context.Request.Headers);
        backend.Identify(context, request);
        if (request.Content is RequestBody body && context.Request.ContentLength <= MostKept && Repeatable.IsIdempotent(request))
        {
            await body.KeepAsync(context.RequestAborted);
        }

        return request;
    }
}
