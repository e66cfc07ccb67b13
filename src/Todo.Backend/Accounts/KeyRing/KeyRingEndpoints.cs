using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using Todo.Backend.Accounts.Authentication;
using Todo.Backend.Database;
using Todo.Hosting.Network;
using Todo.Hosting.Problems;

namespace Todo.Backend.Accounts.KeyRing;

/// <summary>GET /internal/key-ring: every element, oldest first.</summary>
public sealed record KeyRingView(IReadOnlyList<string> Elements);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(KeyRingView))]
internal sealed partial class KeyRingJson : JsonSerializerContext;

/// <summary>
/// The web app's data-protection ring, shared by its replicas: opaque texts, encrypted by a key that only the web app has. On the internal
/// port, with the frontend's credential.
/// </summary>
internal static class KeyRingEndpoints
{
    private const long LockKey = 0x746f646f72696e67; // "todoring"
    private const int MaxNameLength = 200;
    private const int MaxElementLength = 32 * 1024;
    private const int MaxElements = 1000;

    public static void MapKeyRing(this IEndpointRouteBuilder endpoints)
    {
        var ring = endpoints.MapGroup("/internal/key-ring").OnListener(KeyRingSettings.Listener).AllowAnonymous().WithMetadata(GatewayOnly.Instance).ExcludeFromDescription();
        ring.MapGet("", ReadAsync);
        ring.MapPost("", AppendAsync);
    }

    /// <summary>200 with the elements; the ETag is what an append compares with.</summary>
    private static async Task<IResult> ReadAsync(HttpContext context, TodoDb db, CancellationToken cancellation)
    {
        var elements = await db.KeyRing.AsNoTracking().OrderBy(element => element.Id).Select(element => element.Element).ToListAsync(cancellation);
        context.Response.Headers.ETag = Tag(elements.Count);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(new KeyRingView(elements), KeyRingJson.Default.KeyRingView);
    }

    /// <summary>
    /// 204 with the new ETag. With If-Match, 412 when the ring is not the one that was read: two frontends that start on an empty ring each
    /// make a key, the second reads the first one's and uses that.
    /// </summary>
    private static async Task<IResult> AppendAsync(HttpContext context, TodoDb db, TimeProvider time, CancellationToken cancellation)
    {
        var (body, problem) = await JsonBody.ReadAsync(context);
        if (body is null)
        {
            return problem!;
        }

        using var _ = body;
        var (name, element) = (body.Text("friendly_name"), body.Text("element"));
        body.RefuseOthers();
        if (name.Length > MaxNameLength || element.Length > MaxElementLength)
        {
            body.Fail(name.Length > MaxNameLength ? "friendly_name" : "element", "This is too long.");
        }

        if (!body.IsValid)
        {
            return Problem.Invalid(body.Errors);
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({LockKey})", cancellation);
        var count = await db.KeyRing.CountAsync(cancellation);
        var expected = context.Request.Headers[HeaderNames.IfMatch];
        if (expected.Count > 0 && expected != "*" && expected != Tag(count))
        {
            return Problem.PreconditionFailed("Another frontend has added to the ring meanwhile: read it again and use its key.");
        }

        if (count >= MaxElements)
        {
            return Problem.Conflict($"The ring has {MaxElements} elements: something adds to it without end. Remove the expired ones from the table key_ring.");
        }

        db.KeyRing.Add(new KeyRingElement { FriendlyName = name, Element = element, CreatedAt = time.GetUtcNow() });
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        context.Response.Headers.ETag = Tag(count + 1);
        return TypedResults.NoContent();
    }

    private static string Tag(int count) => $"\"{count}\"";
}
