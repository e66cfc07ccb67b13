using Microsoft.AspNetCore.Http.HttpResults;
using Todo.Backend.Accounts.SigningKeys;
using Todo.Hosting.Problems;

namespace Todo.Backend.Accounts.Sessions;

/// <summary>Signing up, in and out, and what a session gives, on Better Auth's wire (npm better-auth 1.6).</summary>
internal static class AuthEndpoints
{
    /// <summary>The header with SESSION.signature (Better Auth's plugin bearer).</summary>
    public const string TokenHeader = "set-auth-token";

    /// <summary>The header with an access token (Better Auth's plugin jwt).</summary>
    public const string JwtHeader = "set-auth-jwt";

    private const int MaxNameLength = 200;

    public static void MapSessions(this RouteGroupBuilder auth)
    {
        auth.MapPost("sign-up/email", SignUpAsync).Accepts<SignUpBody>("application/json").Produces<AuthSignedUp>()
            .WithName("SignUp").WithSummary("Make an account with e-mail and password, and sign in");
        auth.MapPost("sign-in/email", SignInAsync).Accepts<SignInBody>("application/json").Produces<AuthSignedIn>()
            .WithName("SignIn").WithSummary("Sign in with e-mail and password");
        auth.MapGet("get-session", GetSessionAsync).Produces<AuthSessionView>()
            .WithName("GetSession").WithSummary("The session of the token, null without one; an access token in the header set-auth-jwt");
        auth.MapGet("token", TokenAsync).Produces<AuthToken>()
            .WithName("GetAccessToken").WithSummary("An access token (JWT) of the session");
    }

    /// <summary>An answer in Better Auth's JSON.</summary>
    internal static JsonHttpResult<T> Json<T>(T value) => TypedResults.Json(value, AuthJson.Default);

    internal static AuthUser View(User user) => new(user.Name, user.Email, user.EmailVerified, user.Image, user.CreatedAt, user.UpdatedAt, user.Subject);

    internal static AuthSession View(Session session, User user, string token) => new(
        session.ExpiresAt, token, session.CreatedAt, session.UpdatedAt, session.IpAddress ?? "", session.UserAgent ?? "", user.Subject, session.Handle);

    /// <summary>A display name as it may be stored.</summary>
    internal static string Name(JsonBody body, string name)
    {
        if (name.EnumerateRunes().Count() > MaxNameLength || name.Any(char.IsControl))
        {
            body.Fail("name", $"A name has up to {MaxNameLength} characters and no control characters.");
        }

        return name;
    }

    private static async Task<IResult> SignUpAsync(HttpContext context, SignUpOperation signUp, SessionToken tokens, CancellationToken cancellation)
    {
        var (body, problem) = await AuthBody.ReadAsync(context);
        if (body is null)
        {
            return problem!;
        }

        using (body)
        {
            var name = Name(body, body.Text("name"));
            var (address, password) = (body.Text("email"), body.Text("password"));
            var (invitation, zone) = (body.OptionalText("invitationCode", nullable: true), body.OptionalText("timeZone", nullable: true));
            var email = "";
            if (address.Length > 0 || body.IsValid)
            {
                if (!EmailAddress.TryParse(address, out var parsed))
                {
                    body.Fail("email", "Invalid email address");
                }

                email = parsed ?? "";
            }

            if (zone is not null && !Zones.IsKnown(zone))
            {
                body.Fail("timeZone", "This is no IANA time zone, such as Europe/Berlin.");
            }

            if (!body.IsValid)
            {
                return AuthFailure.Validation(body.Errors).ToProblem();
            }

            var result = await signUp.RunAsync(new SignUpOperation.Input(name, email, password, invitation, zone), context, cancellation);
            return result.Match(signedIn =>
            {
                context.Response.Headers[TokenHeader] = tokens.Signed(signedIn.Token);
                return Json(new AuthSignedUp(signedIn.Token, View(signedIn.User)));
            });
        }
    }

    private static async Task<IResult> SignInAsync(HttpContext context, SignInOperation signIn, SessionToken tokens, CancellationToken cancellation)
    {
        var (body, problem) = await AuthBody.ReadAsync(context);
        if (body is null)
        {
            return problem!;
        }

        using (body)
        {
            var (address, password) = (body.Text("email"), body.Text("password"));
            if (!body.IsValid)
            {
                return AuthFailure.Validation(body.Errors).ToProblem();
            }

            if (!EmailAddress.TryParse(address, out var email))
            {
                return AuthFailure.InvalidEmail.ToProblem();
            }

            var result = await signIn.RunAsync(email, password, context, cancellation);
            return result.Match(signedIn =>
            {
                context.Response.Headers[TokenHeader] = tokens.Signed(signedIn.Token);
                return Json(new AuthSignedIn(Redirect: false, signedIn.Token, View(signedIn.User)));
            });
        }
    }

    private static async Task<IResult> GetSessionAsync(HttpContext context, SessionStore sessions, AccessTokens accessTokens, CancellationToken cancellation)
    {
        if (await sessions.FindAsync(context, cancellation) is not { } found)
        {
            return TypedResults.Text("null", "application/json");
        }

        context.Response.Headers[JwtHeader] = await accessTokens.CreateAsync(found.User.Subject, found.Session.Handle, found.Session.ExpiresAt, cancellation);
        return Json(new AuthSessionView(View(found.Session, found.User, found.Token), View(found.User)));
    }

    private static async Task<IResult> TokenAsync(HttpContext context, SessionStore sessions, AccessTokens accessTokens, CancellationToken cancellation) =>
        await sessions.FindAsync(context, cancellation) is { } found
            ? Json(new AuthToken(await accessTokens.CreateAsync(found.User.Subject, found.Session.Handle, found.Session.ExpiresAt, cancellation)))
            : AuthFailure.Unauthorized.ToProblem();
}

/// <summary>Bodies of <c>/api/auth</c>: like others, their errors on Better Auth's wire.</summary>
internal static class AuthBody
{
    public static async Task<(JsonBody? Body, Problem? Problem)> ReadAsync(HttpContext context)
    {
        var (body, problem) = await JsonBody.ReadAsync(context);
        return (body, problem is null ? null : new AuthFailure(problem.Status, problem.Status == 415 ? "UNSUPPORTED_MEDIA_TYPE" : "VALIDATION_ERROR", problem.Detail ?? problem.Title).ToProblem());
    }
}
