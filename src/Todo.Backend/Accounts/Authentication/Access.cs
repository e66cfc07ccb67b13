using Todo.Backend.Operations;

namespace Todo.Backend.Accounts.Authentication;

/// <summary>What a token must allow for an endpoint. Without it reading needs <c>read</c> and every other method <c>write</c>.</summary>
public sealed record RequiredScopes(Scopes Scopes);

/// <summary>The endpoint is for the frontend alone, by its own credential; no token of a user opens it.</summary>
public sealed record GatewayOnly
{
    public static readonly GatewayOnly Instance = new();
}

/// <summary>
/// A route of <c>/api/auth</c>: it reads its own credential (a session token or none), its errors are on Better Auth's wire, and it has
/// the limit of its own.
/// </summary>
public sealed record AuthRoute
{
    public static readonly AuthRoute Instance = new();
}

/// <summary>The endpoint has the chat's limit for each user, besides the general one.</summary>
public sealed record ChatLimited
{
    public static readonly ChatLimited Instance = new();
}

public static class AccessExtensions
{
    /// <summary>Only tokens with all of these scopes: others are 403.</summary>
    public static TBuilder RequireScopes<TBuilder>(this TBuilder builder, Scopes scopes)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RequiredScopes(scopes));

    /// <summary>Sixty a minute for each user (a setting): 429 beyond it.</summary>
    public static TBuilder LimitAsChat<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(ChatLimited.Instance);

    /// <summary>The caller that the authentication has verified; for endpoints that are not anonymous.</summary>
    public static Caller Caller(this HttpContext context) =>
        context.Features.Get<Caller>() ?? throw new InvalidOperationException("This endpoint allows anonymous requests: it has no caller.");

    /// <summary>
    /// Cancelled when the request's token expires or is revoked, on any replica, within five seconds: something that stays open,
    /// such as an event stream, ends with it.
    /// </summary>
    public static CancellationToken TokenEnded(this HttpContext context)
    {
        if (context.Features.Get<LiveToken>() is not { } token)
        {
            throw new InvalidOperationException("This endpoint allows anonymous requests: it has no token to end.");
        }

        var cache = context.RequestServices.GetRequiredService<TokenCache>();
        context.Response.OnCompleted(() =>
        {
            cache.Unwatch(token);
            return Task.CompletedTask;
        });
        return cache.Watch(token);
    }
}
