using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Todo.Hosting.Network;

namespace Todo.Hosting.Health;

internal static class HealthEndpoints
{
    /// <summary>GET /healthz (the process lives), /startupz (it has started), /readyz (it takes requests): 200 or 503.</summary>
    public static void MapHealth(this IEndpointRouteBuilder endpoints, ServiceHealth health)
    {
        Map(endpoints, "/healthz", "Liveness", () => "ok");
        Map(endpoints, "/startupz", "Startup", () => health.IsStarted ? "ok" : "starting");
        Map(endpoints, "/readyz", "Readiness", () => health switch
        {
            { IsStopping: true } => "draining",
            { IsStarted: false } => "starting",
            _ => "ok",
        });

        void Map(IEndpointRouteBuilder routes, string path, string name, Func<string> status) =>
            routes.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], context => WriteAsync(context, status(), health.WaitingFor))
                .WithName(name)
                .AllowAnonymous()
                .DisableHttpMetrics()
                .ExcludeFromDescription()
                .OnListener(Listener.Any);
    }

    private static Task WriteAsync(HttpContext context, string status, string? waitingFor)
    {
        var body = Encoding.UTF8.GetBytes(waitingFor is null || status == "ok"
            ? $$"""{"status":"{{status}}"}"""
            : $$"""{"status":"{{status}}","waiting_for":"{{System.Text.Json.JsonEncodedText.Encode(waitingFor)}}"}""");
        var response = context.Response;
        response.StatusCode = status == "ok" ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        response.Headers.CacheControl = "no-store";
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
