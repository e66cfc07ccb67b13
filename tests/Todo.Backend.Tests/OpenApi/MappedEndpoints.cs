using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Todo.Hosting.Network;
using Todo.Testing;

namespace Todo.Backend.Tests.OpenApi;

/// <summary>What a running backend has mapped.</summary>
/// <param name="Path">With names of parameters and without their constraints.</param>
/// <param name="Listener">The port that serves it.</param>
internal sealed record MappedEndpoint(string Method, string Path, string Listener, bool IsAnonymous, bool IsAuth)
{
    public static IReadOnlyList<MappedEndpoint> Of(TestBackend backend) =>
    [
        .. from endpoint in backend.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           let metadata = endpoint.Metadata
           from method in metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["*"]
           select new MappedEndpoint(
               method,
               "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(Segment)),
               metadata.GetMetadata<ListenerMetadata>()?.Name ?? Hosting.Network.Listener.Public,
               metadata.GetMetadata<IAllowAnonymous>() is not null,
               metadata.GetMetadata<Todo.Backend.Accounts.Authentication.AuthRoute>() is not null),
    ];

    /// <summary>It speaks JSON-RPC, which describes itself and has errors of its own.</summary>
    public bool IsMcp => Path == "/mcp";

    public bool IsPublic => Listener is Hosting.Network.Listener.Public or Hosting.Network.Listener.Any;

    public override string ToString() => $"{Method} {Path}";

    private static string Segment(Microsoft.AspNetCore.Routing.Patterns.RoutePatternPathSegment segment) =>
        string.Concat(segment.Parts.Select(part => part switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter => "{" + parameter.Name + "}",
            _ => throw new InvalidOperationException("A separator in a route is not expected here."),
        }));
}
