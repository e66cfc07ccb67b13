using Microsoft.EntityFrameworkCore;
using Todo.Backend.Accounts.Jwt;
using Todo.Backend.Accounts.Tokens;
using Todo.Backend.Database;
using Todo.Backend.Operations;

namespace Todo.Backend.Accounts.Authentication;

/// <summary>From a bearer token to its caller: an access token (JWT) or a personal access token.</summary>
internal sealed partial class Authenticator(
    TokenCache cache, JwtVerifier verifier, AuthenticationSettings settings, ExternalUsers externalUsers, TodoDatabase database, TimeProvider time, ILogger<Authenticator> logger)
{
    /// <summary>Null when the token is not good, for whatever reason.</summary>
    public ValueTask<LiveToken?> FindAsync(string bearer, CancellationToken cancellation)
    {
        if (bearer.Length > UnverifiedJwt.MaxLength)
        {
            return default;
        }

        var hash = TokenHash.Of(bearer);
        return cache.Find(hash) is { } known ? new ValueTask<LiveToken?>(known) : VerifyAsync(bearer, hash, cancellation);
    }

    private async ValueTask<LiveToken?> VerifyAsync(string bearer, TokenHash hash, CancellationToken cancellation)
    {
        var seen = cache.Generation;
        var asked = time.GetTimestamp();
        var token = bearer.StartsWith(PersonalTokenText.Prefix, StringComparison.Ordinal)
            ? await PersonalAsync(bearer, asked, cancellation)
            : await AccessTokenAsync(bearer, asked, cancellation);
        if (token is not null)
        {
            cache.Add(hash, token, seen);
        }

        return token;
    }

    private async ValueTask<LiveToken?> PersonalAsync(string bearer, long asked, CancellationToken cancellation)
    {
        if (!PersonalTokenText.IsWellFormed(bearer))
        {
            return null;
        }

        var (hash, now) = (RandomText.Hash(bearer), time.GetUtcNow());
        await using var db = database.CreateContext();
        var found = await (
            from token in db.PersonalTokens
            join user in db.Users on token.UserId equals user.Id
            where token.TokenHash == hash && token.RevokedAt == null && token.ExpiresAt > now && user.DisabledAt == null
            select new { token.Id, token.Scopes, token.ExpiresAt, UserId = user.Id, user.Subject, user.TimeZone }).SingleOrDefaultAsync(cancellation);
        if (found is null)
        {
            Log.Refused(logger, "personal", "unknown");
            return null;
        }

        var caller = new Caller(found.UserId, found.Subject, PersonalTokenText.Scopes(found.Scopes), Zones.Find(found.TimeZone), Door.Rest);
        return new LiveToken(Credential.Personal, found.Id, caller, found.ExpiresAt, asked);
    }

    private async ValueTask<LiveToken?> AccessTokenAsync(string bearer, long asked, CancellationToken cancellation)
    {
        var (claims, fault) = await verifier.VerifyAsync(bearer, cancellation);
        if (claims is null)
        {
            Log.Refused(logger, "jwt", fault.ToString());
            return null;
        }

        var live = settings.HasOwnAccounts
            ? await SessionAsync(claims, asked, cancellation)
            : await externalUsers.FindAsync(claims, asked, cancellation);
        if (live is null)
        {
            Log.Refused(logger, "jwt", "ended");
        }

        return live;
    }

    private async ValueTask<LiveToken?> SessionAsync(JwtClaims claims, long asked, CancellationToken cancellation)
    {
        if (claims.Session is not { Length: > 0 } handle)
        {
            return null;
        }

        var now = time.GetUtcNow();
        await using var db = database.CreateContext();
        var found = await (
            from session in db.Sessions
            join user in db.Users on session.UserId equals user.Id
            where session.Handle == handle && session.RevokedAt == null && session.ExpiresAt > now && user.Subject == claims.Subject && user.DisabledAt == null
            select new { session.Id, session.ExpiresAt, UserId = user.Id, user.TimeZone }).SingleOrDefaultAsync(cancellation);
        if (found is null)
        {
            return null;
        }

        var caller = new Caller(found.UserId, claims.Subject, Scopes.Session, Zones.Find(found.TimeZone), Door.Rest) { Session = handle };
        return new LiveToken(Credential.Session, found.Id, caller, claims.ExpiresAt < found.ExpiresAt ? claims.ExpiresAt : found.ExpiresAt, asked);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "A token was refused ({Kind}: {Reason})", EventName = "TokenRefused")]
        public static partial void Refused(ILogger logger, string kind, string reason);
    }
}
