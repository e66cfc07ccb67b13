using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Primitives;
using Todo.Backend.Accounts.Limits;
using Todo.Backend.Accounts.Sessions;
using Todo.Backend.Operations;
using Todo.Hosting.Network;
using Todo.Hosting.Problems;

namespace Todo.Backend.Accounts.Authentication;

/// <summary>
/// The one authentication: after routing, before any body is read. Every endpoint wants a caller unless it is marked as anonymous.
/// One middleware of our own and not ASP.NET Core's two: those allocate a handler, a ticket, a principal and a policy result for each
/// request, and have no word for our scopes.
/// </summary>
internal sealed class CallerMiddleware(RequestDelegate next, Authenticator authenticator, RequestLimits limits)
{
    private const string Scheme = "Bearer ";
    private const string InvalidToken = "Bearer error=\"invalid_token\""; // RFC 6750 3.1; never which check failed

    public Task InvokeAsync(HttpContext context)
    {
        // No endpoint, or routing's own for 405 and 415: nothing to protect.
        if (context.GetEndpoint() is not RouteEndpoint { Metadata: var metadata })
        {
            return next(context);
        }

        if (metadata.GetMetadata<GatewayOnly>() is not null)
        {
            return context.IsFromGateway() ? next(context) : Problem.Unauthorized("Only the web app's own server may ask this: BACKEND_GATEWAY_KEY.").ExecuteAsync(context);
        }

        var wait = TimeSpan.Zero;
        if (metadata.GetMetadata<AuthRoute>() is not null)
        {
            context.Response.Headers.CacheControl = "no-store";
            return limits.TryAuth(context, out wait) ? next(context) : AuthFailure.TooMany(wait).ToProblem().ExecuteAsync(context);
        }

        if (metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            // Health and metrics say on which port they are; they have no limit.
            return metadata.GetMetadata<ListenerMetadata>() is not null || limits.TryAddress(context, out wait)
                ? next(context)
                : Problem.TooManyRequests(wait).ExecuteAsync(context);
        }

        if (!limits.TryAddress(context, out wait))
        {
            return Problem.TooManyRequests(wait).ExecuteAsync(context);
        }

        if (Bearer(context.Request.Headers.Authorization) is not { } bearer)
        {
            return Problem.Unauthorized("Send a token in the Authorization header: Bearer and an access token or a personal access token.").ExecuteAsync(context);
        }

        var found = authenticator.FindAsync(bearer, context.RequestAborted);
        return found.IsCompletedSuccessfully ? GoOn(context, metadata, found.Result) : AwaitAsync(context, metadata, found);
    }

    /// <summary>The token of an Authorization header; null when there is none, or more than one.</summary>
    internal static string? Bearer(StringValues header) =>
        header is [{ } value] && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && value.AsSpan(Scheme.Length).Trim(' ') is { Length: > 0 } token
            ? token.ToString()
            : null;

    private async Task AwaitAsync(HttpContext context, EndpointMetadataCollection metadata, ValueTask<LiveToken?> found) =>
        await GoOn(context, metadata, await found);

    private Task GoOn(HttpContext context, EndpointMetadataCollection metadata, LiveToken? token)
    {
        if (token is null)
        {
            return Problem.Unauthorized("The token is not valid, or not any more: sign in again.", InvalidToken).ExecuteAsync(context);
        }

        var caller = token.Caller;
        if (!limits.TryUser(caller.UserId, out var wait)
            || (metadata.GetMetadata<ChatLimited>() is not null && !limits.TryChat(caller.UserId, out wait)))
        {
            return Problem.TooManyRequests(wait).ExecuteAsync(context);
        }

        if (context.Request.RouteValues.TryGetValue("user_id", out var user) && !string.Equals(user as string, caller.Subject, StringComparison.Ordinal))
        {
            return Problem.Forbidden("The user in the path is not the one that the token belongs to.").ExecuteAsync(context);
        }

        var needed = metadata.GetMetadata<RequiredScopes>()?.Scopes ?? OfMethod(context.Request.Method);
        if ((caller.Scopes & needed) != needed)
        {
            return InsufficientScope(needed).ExecuteAsync(context);
        }

        context.Features.Set(token);
        context.Features.Set(caller);
        return next(context);
    }

    private static Scopes OfMethod(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) ? Scopes.Read : Scopes.Write;

    // RFC 6750 3.1.
    private static Problem InsufficientScope(Scopes needed)
    {
        var isAccount = needed.HasFlag(Scopes.Account);
        var detail = isAccount
            ? "A personal access token can't do this: sign in and use the session's access token."
            : $"The token's scopes do not allow this: it needs '{(needed.HasFlag(Scopes.Write) ? "write" : "read")}'.";
        return new Problem(StatusCodes.Status403Forbidden, "forbidden", "This is not allowed.", detail)
        {
            Authenticate = isAccount ? "Bearer error=\"insufficient_scope\"" : $"Bearer error=\"insufficient_scope\", scope=\"{(needed.HasFlag(Scopes.Write) ? "write" : "read")}\"",
        };
    }
}
