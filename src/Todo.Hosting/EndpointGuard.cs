using Microsoft.AspNetCore.Http;
using Todo.Hosting.Network;
using Todo.Hosting.Problems;

namespace Todo.Hosting;

/// <summary>After routing and before authentication: an endpoint exists on its own listener only, and its address limit holds.</summary>
internal sealed class EndpointGuard(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var metadata = context.GetEndpoint()?.Metadata;
        var listener = metadata?.GetMetadata<ListenerMetadata>()?.Name ?? Listener.Public;
        if (listener != Listener.Any && listener != context.ListenerName())
        {
            context.SetEndpoint(endpoint: null);
            return Problem.NotFound().ExecuteAsync(context);
        }

        return metadata?.GetMetadata<AddressLimit>() is { } limit
            && !limit.Limit.TryAcquire(AddressKey.Of(context), out var retryAfter)
            ? Problem.TooManyRequests(retryAfter).ExecuteAsync(context)
            : next(context);
    }
}
