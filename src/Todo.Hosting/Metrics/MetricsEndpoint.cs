using System.Globalization;
using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Todo.Hosting.Network;
using Todo.Hosting.Problems;

namespace Todo.Hosting.Metrics;

internal static class MetricsEndpoint
{
    /// <summary>GET /metrics on the metrics port only.</summary>
    public static void MapMetrics(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/metrics", (RequestDelegate)(context => WriteAsync(context, context.RequestServices.GetRequiredService<MetricsCollector>())))
            .WithName("Metrics")
            .AllowAnonymous()
            .DisableHttpMetrics()
            .ExcludeFromDescription()
            .OnListener(Listener.Metrics);

    private static async Task WriteAsync(HttpContext context, MetricsCollector collector)
    {
        byte[] text;
        try
        {
            text = await collector.ScrapeAsync().WaitAsync(Limit(context.Request), context.RequestAborted);
        }
        catch (TimeoutException)
        {
            await Problem.OfStatus(StatusCodes.Status408RequestTimeout).ExecuteAsync(context);
            return;
        }

        var response = context.Response;
        response.ContentType = PrometheusText.ContentType;
        response.Headers.CacheControl = "no-store";
        response.Headers.Vary = "Accept-Encoding";
        if (AcceptsGzip(context.Request))
        {
            response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(response.Body, CompressionLevel.Fastest);
            await gzip.WriteAsync(text, context.RequestAborted);
            return;
        }

        response.ContentLength = text.Length;
        await response.Body.WriteAsync(text, context.RequestAborted);
    }

    private static TimeSpan Limit(HttpRequest request) =>
        double.TryParse(request.Headers["X-Prometheus-Scrape-Timeout-Seconds"], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
        && seconds is > 0 and < 3600
            ? TimeSpan.FromSeconds(seconds)
            : TimeSpan.FromSeconds(30);

    private static bool AcceptsGzip(HttpRequest request) =>
        request.GetTypedHeaders().AcceptEncoding.Any(coding => coding.Value == "gzip" && coding.Quality is null or > 0);
}
