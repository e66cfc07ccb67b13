using Microsoft.Net.Http.Headers;
using Todo.Hosting.Problems;
using Todo.Hosting.Settings;

namespace Todo.Frontend.Assets;

/// <summary>How assets are served: under their fingerprint for ever, under their plain name for a short time.</summary>
public static class AssetEndpoints
{
    private const string Forever = "public, max-age=31536000, immutable";
    private const string Day = "public, max-age=86400";

    public static WebApplicationBuilder AddAssets(this WebApplicationBuilder builder)
    {
        builder.AddSettings<AssetSettings>();
        builder.Services.AddSingleton<AssetLibrary>();
        return builder;
    }

    public static void MapAssets(this IEndpointRouteBuilder routes)
    {
        string[] methods = [HttpMethods.Get, HttpMethods.Head];
        routes.MapMethods("/assets/{file}", methods, (HttpContext context, string file, AssetLibrary assets) =>
            assets.Find(file) is { } asset ? WriteAsync(context, asset, Forever) : Problem.NotFound().ExecuteAsync(context)).AllowAnonymous();
        foreach (var (path, name) in new[] { ("/favicon.ico", "icon.svg"), ("/robots.txt", "robots.txt") })
        {
            routes.MapMethods(path, methods, (HttpContext context, AssetLibrary assets) => WriteAsync(context, assets[name], Day)).AllowAnonymous();
        }
    }

    private static Task WriteAsync(HttpContext context, Asset asset, string cacheControl)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = cacheControl;
        headers.ETag = asset.ETag;
        headers.Vary = HeaderNames.AcceptEncoding;
        headers.AccessControlAllowOrigin = "*"; // Nothing secret; a CDN's pages-to-assets requests need it.
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        if (context.Request.Headers.IfNoneMatch == asset.ETag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        var body = Encode(context.Request.Headers.AcceptEncoding.ToString(), asset, headers);
        context.Response.ContentType = asset.ContentType;
        context.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    private static byte[] Encode(string accepted, Asset asset, IHeaderDictionary headers)
    {
        var (encoding, body) =
            accepted.Contains("br", StringComparison.Ordinal) ? ("br", asset.Brotli)
            : accepted.Contains("gzip", StringComparison.Ordinal) ? ("gzip", asset.Gzip)
            : (null, asset.Content);
        if (encoding is null || body.Length >= asset.Content.Length)
        {
            return asset.Content;
        }

        headers.ContentEncoding = encoding;
        return body;
    }
}
