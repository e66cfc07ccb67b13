using Microsoft.EntityFrameworkCore;
using Todo.Backend.Accounts.Authentication;
using Todo.Backend.Database;

namespace Todo.Backend.Accounts.Sessions;

/// <summary>A session and whose it is.</summary>
internal sealed record SignedIn(Session Session, User User, string Token);

/// <summary>Sessions are rows; what ends here ends at once on this replica and within seconds on the others.</summary>
internal sealed partial class SessionStore(
    TodoDatabase database, TokenCache cache, SessionToken tokens, AuthenticationSettings settings, TimeProvider time, ILogger<SessionStore> logger)
{
    private const int MaxUserAgentLength = 256;

    /// <summary>The session whose token the request carries; null when there is none.</summary>
    public async Task<SignedIn?> FindAsync(HttpContext context, CancellationToken cancellation)
    {
        if (tokens.Read(CallerMiddleware.Bearer(context.Request.Headers.Authorization)) is not { } token)
        {
            return null;
        }

        var (hash, now) = (RandomText.Hash(token), time.GetUtcNow());
        await using var db = database.CreateContext();
        var found = await (
            from session in db.Sessions.AsNoTracking()
            join user in db.Users.AsNoTracking() on session.UserId equals user.Id
            where session.TokenHash == hash && session.RevokedAt == null && session.ExpiresAt > now && user.DisabledAt == null
            select new { session, user }).SingleOrDefaultAsync(cancellation);
        return found is null ? null : new SignedIn(found.session, found.user, token);
    }

    /// <summary>A new session for a user, saved together with whatever else the context has changed.</summary>
    public async Task<SignedIn> CreateAsync(TodoDb db, User user, HttpContext context, CancellationToken cancellation)
    {
        var (token, now) = (RandomText.New(), time.GetUtcNow());
        var agent = new string([.. context.Request.Headers.UserAgent.ToString().Where(c => !char.IsControl(c)).Take(MaxUserAgentLength)]);
        var session = new Session
        {
            UserId = user.Id,
            Handle = RandomText.New(),
            TokenHash = RandomText.Hash(token),
            IpAddress = context.Connection.RemoteIpAddress?.ToString(),
            UserAgent = agent,
            ExpiresAt = now + settings.SessionLifetime,
            CreatedAt = now,
            UpdatedAt = now,
        };
        db.Sessions.Add(session);
        await db.SaveChangesAsync(cancellation);
        Log.Created(logger, user.Id, session.Id);
        return new SignedIn(session, user, token);
    }

    public async Task<IReadOnlyList<Session>> ListAsync(long userId, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var db = database.CreateContext();
        return await db.Sessions.AsNoTracking()
            .Where(session => session.UserId == userId && session.RevokedAt == null && session.ExpiresAt > now)
            .OrderBy(session => session.Id).ToListAsync(cancellation);
    }

    /// <summary>Ends those of a user's sessions that are selected; gives how many.</summary>
    public async Task<int> RevokeAsync(long userId, Func<IQueryable<Session>, IQueryable<Session>> which, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var db = database.CreateContext();
        var ids = await which(db.Sessions.Where(session => session.UserId == userId && session.RevokedAt == null)).Select(session => session.Id).ToListAsync(cancellation);
        if (ids.Count == 0)
        {
            return 0;
        }

        await db.Sessions.Where(session => ids.Contains(session.Id) && session.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(session => session.RevokedAt, now).SetProperty(session => session.UpdatedAt, now), cancellation);
        cache.End(Credential.Session, ids);
        Log.Revoked(logger, userId, ids.Count);
        return ids.Count;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "User {UserId} has signed in (session {SessionId})", EventName = "SignedIn")]
        public static partial void Created(ILogger logger, long userId, long sessionId);

        [LoggerMessage(2, LogLevel.Information, "{Count} sessions of user {UserId} were revoked", EventName = "SessionsRevoked")]
        public static partial void Revoked(ILogger logger, long userId, int count);
    }
}
