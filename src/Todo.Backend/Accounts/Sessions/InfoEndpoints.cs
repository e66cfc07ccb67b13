using Todo.Backend.Accounts.SigningKeys;
using Todo.Hosting.Problems;

namespace Todo.Backend.Accounts.Sessions;

/// <summary>What anybody may know: that it lives, how to get an account, by which keys tokens are signed.</summary>
internal static class InfoEndpoints
{
    /// <summary>How long others may keep the key set: much less than a new key is published ahead.</summary>
    private const string KeysCache = "public, max-age=60";

    public static void MapInfo(this RouteGroupBuilder auth, AuthenticationSettings settings)
    {
        auth.MapGet("ok", () => AuthEndpoints.Json(new AuthOk(Ok: true))).Produces<AuthOk>()
            .WithName("AuthOk").WithSummary("Whether authentication answers");
        auth.MapGet("config", () => AuthEndpoints.Json(Config(settings))).Produces<AuthConfig>()
            .WithName("GetAuthConfig").WithSummary("Whether there are accounts here, who may make one, and otherwise where to sign in");
        if (settings.HasOwnAccounts)
        {
            auth.MapGet("jwks", KeysAsync).Produces<PublicJwks>()
                .WithName("GetKeys").WithSummary("The public keys of access tokens (RFC 7517); none where they are signed by a shared secret");
            return;
        }

        auth.Map("{**rest}", () => Elsewhere(settings)).ExcludeFromDescription();
    }

    private static AuthConfig Config(AuthenticationSettings settings) => settings.HasOwnAccounts
        ? new AuthConfig("own", settings.SignUp.ToString().ToLowerInvariant(), SignInUrl: null)
        : new AuthConfig("external", "closed", settings.SignInUrl!.ToString());

    private static async Task<IResult> KeysAsync(HttpContext context, AuthenticationSettings settings, SigningKeyStore store, CancellationToken cancellation)
    {
        context.Response.Headers.CacheControl = KeysCache;
        var keys = settings.Mode == TokenMode.OwnKeys ? await store.PublicAsync(cancellation) : new PublicJwks([]);
        return TypedResults.Json(keys, JwkJson.Default.PublicJwks);
    }

    private static Problem Elsewhere(AuthenticationSettings settings) =>
        new AuthFailure(404, "NO_OWN_ACCOUNTS", $"There are no accounts here: sign in at {settings.SignInUrl}").ToProblem();
}
