using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Todo.Backend.OpenApi;

/// <summary>The API's description for everybody, and on standard output by the verb <c>openapi</c>.</summary>
internal static class OpenApiEndpoint
{
    public static IEndpointRouteBuilder MapApiDocument(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/openapi.json", Get).AllowAnonymous();
        return endpoints;
    }

    /// <summary>Needs no setting and no database.</summary>
    public static async Task<int> PrintAsync(CancellationToken cancellation = default)
    {
        await using var output = Console.OpenStandardOutput();
        await output.WriteAsync(ApiDocument.Current.Json, cancellation);
        return 0;
    }

    private static FileContentHttpResult Get(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-cache"; // kept, but asked for again: a 304 as long as it has not changed
        var document = ApiDocument.Current;
        return TypedResults.Bytes(document.Json, "application/json", entityTag: new EntityTagHeaderValue(document.ETag));
    }
}
