using Microsoft.EntityFrameworkCore;
using Todo.Backend.Accounts.Jwt;
using Todo.Backend.Database;
using Todo.Backend.Operations;

namespace Todo.Backend.Accounts.Authentication;

/// <summary>Users of an external Better Auth: their row is made at first use.</summary>
internal sealed partial class ExternalUsers(TodoDatabase database, TimeProvider time, ILogger<ExternalUsers> logger)
{
    private const int MaxNameLength = 200;

    /// <summary>Null when the user is disabled here.</summary>
    public async ValueTask<LiveToken?> FindAsync(JwtClaims claims, long asked, CancellationToken cancellation)
    {
        await using var db = database.CreateContext();
        var user = await FindAsync(db, claims.Subject, cancellation) ?? await AddAsync(db, claims, cancellation);
        return user.DisabledAt is not null
            ? null
            : new LiveToken(
                Credential.External, user.Id, new Caller(user.Id, user.Subject, Scopes.Session, Zones.Find(user.TimeZone), Door.Rest) { Session = claims.Session },
                claims.ExpiresAt, asked);
    }

    private static Task<User?> FindAsync(TodoDb db, string subject, CancellationToken cancellation) =>
        db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Subject == subject, cancellation);

    // Two first requests at once: one inserts, both find. An address that another row has is left out, it identifies nobody here.
    private async Task<User> AddAsync(TodoDb db, JwtClaims claims, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var name = new string([.. (claims.Name ?? "").Where(c => !char.IsControl(c)).Take(MaxNameLength)]);
        var email = claims.Email is { } given && EmailAddress.TryParse(given, out var address) ? address : null;
        var added = await db.Database.ExecuteSqlAsync(
            $"""
            insert into users (subject, email, name, created_at, updated_at)
            select {claims.Subject}, (select {email}::text where not exists (select 1 from users where email = {email})), {name}, {now}, {now}
            on conflict do nothing
            """,
            cancellation);
        var user = await FindAsync(db, claims.Subject, cancellation);
        if (user is null)
        {
            // Another subject took the address in between: without it then.
            added = await db.Database.ExecuteSqlAsync(
                $"insert into users (subject, name, created_at, updated_at) values ({claims.Subject}, {name}, {now}, {now}) on conflict do nothing", cancellation);
            user = await FindAsync(db, claims.Subject, cancellation);
        }

        if (added == 1)
        {
            Log.Added(logger, user!.Id);
        }

        return user!;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "User {UserId} of the external issuer was met for the first time", EventName = "ExternalUserAdded")]
        public static partial void Added(ILogger logger, long userId);
    }
}
