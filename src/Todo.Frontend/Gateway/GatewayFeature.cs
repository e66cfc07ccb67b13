using Microsoft.AspNetCore.Mvc;
using Todo.Frontend.Assets;
using Todo.Hosting;
using Todo.Hosting.Health;
using Todo.Hosting.Problems;
using Todo.Hosting.Settings;

namespace Todo.Frontend.Gateway;

public static class GatewayFeature
{
    public static WebApplicationBuilder AddGateway(this WebApplicationBuilder builder)
    {
        builder.AddSettings<GatewaySettings>();
        builder.Services.AddSingleton<Backend>();
        builder.Services.AddSingleton<PublicOrigin>();
        builder.Services.AddSingleton<Relay>();
        builder.Services.AddSingleton<PassThrough>();
        builder.Services.AddExceptionProblem<BackendFailure>();
        builder.Services.AddStartupDependency<BackendContact>();
        return builder;
    }

    /// <summary>Around everything: the headers of every answer, and no answer for a host that is not ours.</summary>
    public static void UseGateway(this WebApplication app)
    {
        app.Services.GetRequiredService<ServiceOptions>().ContentSecurityPolicy = ContentPolicy.Of(app.Services.GetRequiredService<AssetSettings>().Origin);
        app.UseMiddleware<SecurityHeaders>();
    }
}

/// <summary>Everything under /api, and /mcp, whatever the method: the backend decides.</summary>
public static class PassThroughEndpoints
{
    /// <summary>An import has 10 MB; the backend sets the limit of each call.</summary>
    public const long MostBytes = 11 * 1024 * 1024;

    // What the backend takes of one message.
    private const long MostMcpBytes = 1024 * 1024;

    /// <summary>A path of programs: no session, no page.</summary>
    public static bool IsPassedThrough(PathString path) =>
        path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments("/mcp", StringComparison.OrdinalIgnoreCase);

    public static void MapPassThrough(this IEndpointRouteBuilder routes)
    {
        var passThrough = routes.ServiceProvider.GetRequiredService<PassThrough>();
        routes.Map("/api/{**rest}", passThrough.InvokeAsync).AllowAnonymous();
        routes.Map("/mcp", passThrough.InvokeAsync).AllowAnonymous().WithMetadata(new RequestSizeLimitAttribute(MostMcpBytes));
    }
}

/// <summary>Ready only after the backend has answered once.</summary>
internal sealed class BackendContact(Backend backend) : IStartupDependency
{
    public string Name => "backend";

    public async Task<string?> CheckAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, backend.Address + "/readyz");
        using var response = await backend.Probes.SendAsync(request, cancellationToken);
        return response.IsSuccessStatusCode
            ? null
            : $"{backend.Address} answers {(int)response.StatusCode}: it is starting, or FRONTEND_BACKEND_URL does not name the backend.";
    }
}
