namespace Todo.Backend.Accounts.Sessions;

/// <summary>
/// Listing and ending sessions. Unlike Better Auth's, the list gives no other session's token away but its handle, which does nothing but
/// revoke.
/// </summary>
internal static class SessionEndpoints
{
    public static void MapSessionManagement(this RouteGroupBuilder auth)
    {
        auth.MapGet("list-sessions", ListAsync).Produces<AuthSession[]>()
            .WithName("ListSessions").WithSummary("The caller's sessions; their tokens are handles for revoke-session");
        auth.MapPost("revoke-session", RevokeAsync).Accepts<RevokeSessionBody>("application/json").Produces<AuthStatus>()
            .WithName("RevokeSession").WithSummary("End one session, by its handle or its token");
        auth.MapPost("revoke-other-sessions", RevokeOthersAsync).Produces<AuthStatus>()
            .WithName("RevokeOtherSessions").WithSummary("End every session but this one");
        auth.MapPost("revoke-sessions", RevokeAllAsync).Produces<AuthStatus>()
            .WithName("RevokeSessions").WithSummary("End every session");
        auth.MapPost("sign-out", SignOutAsync).Produces<AuthSuccess>()
            .WithName("SignOut").WithSummary("End this session; without one it is done already");
    }

    private static async Task<IResult> ListAsync(HttpContext context, SessionStore sessions, CancellationToken cancellation)
    {
        if (await sessions.FindAsync(context, cancellation) is not { } found)
        {
            return AuthFailure.Unauthorized.ToProblem();
        }

        var list = await sessions.ListAsync(found.User.Id, cancellation);
        return AuthEndpoints.Json<AuthSession[]>([.. list.Select(session => AuthEndpoints.View(session, found.User, session.Handle))]);
    }

    private static async Task<IResult> RevokeAsync(HttpContext context, SessionStore sessions, SessionToken tokens, CancellationToken cancellation)
    {
        if (await sessions.FindAsync(context, cancellation) is not { } found)
        {
            return AuthFailure.Unauthorized.ToProblem();
        }

        var (body, problem) = await AuthBody.ReadAsync(context);
        if (body is null)
        {
            return problem!;
        }

        using (body)
        {
            var token = body.Text("token");
            if (!body.IsValid)
            {
                return AuthFailure.Validation(body.Errors).ToProblem();
            }

            // An unknown one is answered alike: nothing is learned about other sessions.
            var hash = RandomText.Hash(tokens.Read(token) ?? token);
            await sessions.RevokeAsync(found.User.Id, all => all.Where(session => session.Handle == token || session.TokenHash == hash), cancellation);
            return AuthEndpoints.Json(new AuthStatus(Status: true));
        }
    }

    private static Task<IResult> RevokeOthersAsync(HttpContext context, SessionStore sessions, CancellationToken cancellation) =>
        RevokeManyAsync(context, sessions, found => all => all.Where(session => session.Id != found.Session.Id), cancellation);

    private static Task<IResult> RevokeAllAsync(HttpContext context, SessionStore sessions, CancellationToken cancellation) =>
        RevokeManyAsync(context, sessions, _ => all => all, cancellation);

    private static async Task<IResult> RevokeManyAsync(
        HttpContext context, SessionStore sessions, Func<SignedIn, Func<IQueryable<Session>, IQueryable<Session>>> which, CancellationToken cancellation)
    {
        if (await sessions.FindAsync(context, cancellation) is not { } found)
        {
            return AuthFailure.Unauthorized.ToProblem();
        }

        await sessions.RevokeAsync(found.User.Id, which(found), cancellation);
        return AuthEndpoints.Json(new AuthStatus(Status: true));
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, SessionStore sessions, CancellationToken cancellation)
    {
        if (await sessions.FindAsync(context, cancellation) is { } found)
        {
            await sessions.RevokeAsync(found.User.Id, all => all.Where(session => session.Id == found.Session.Id), cancellation);
        }

        return AuthEndpoints.Json(new AuthSuccess(Success: true));
    }
}
