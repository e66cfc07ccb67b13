using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Todo.Hosting.Network;

/// <summary>One port of the service: which one a request came in by is known even when the system chose its number.</summary>
/// <param name="Name">What endpoints say in <c>OnListener</c>.</param>
/// <param name="Setting">The variable that errors name.</param>
/// <param name="Port">0 for any free one.</param>
public sealed record Listener(string Name, string Setting, int Port)
{
    public const string Public = "public";
    public const string Metrics = "metrics";

    /// <summary>For endpoints that every port serves.</summary>
    public const string Any = "*";
}

/// <summary>The listener an endpoint belongs to; an endpoint without it belongs to the public one.</summary>
public sealed record ListenerMetadata(string Name);

public static class ListenerExtensions
{
    /// <summary>The endpoint is served by this listener only; on every other it does not exist.</summary>
    public static TBuilder OnListener<TBuilder>(this TBuilder builder, string name)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new ListenerMetadata(name));

    /// <summary>The name of the listener that a request came in by.</summary>
    public static string ListenerName(this HttpContext context) => context.Features.Get<Listener>()?.Name ?? Listener.Public;
}
