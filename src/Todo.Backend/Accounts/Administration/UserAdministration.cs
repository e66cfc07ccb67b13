using Microsoft.EntityFrameworkCore;
using Todo.Backend.Accounts.Codes;
using Todo.Backend.Database;
using Todo.Backend.Operations;

namespace Todo.Backend.Accounts.Administration;

/// <summary>An account as administrators see it: nothing of what it holds.</summary>
public sealed record UserSummary(string Id, string? Email, string Name, string Role, bool IsDisabled, DateTimeOffset CreatedAt, int Tasks);

/// <summary>What the one who runs the service does to accounts. A user is named by e-mail address or by id.</summary>
public sealed partial class UserAdministration(TodoDatabase database, OneTimeCodes codes, TimeProvider time, ILogger<UserAdministration> logger)
{
    public const string Admin = "admin";
    private const string User = "user";

    /// <summary>How long a reset code can be used.</summary>
    public static readonly TimeSpan ResetCodeLifetime = TimeSpan.FromHours(24);

    /// <summary>How long an invitation can be used.</summary>
    public static readonly TimeSpan InvitationLifetime = TimeSpan.FromDays(7);

    /// <summary>All accounts, oldest first, streaming.</summary>
    public async IAsyncEnumerable<UserSummary> ListAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var db = database.CreateContext();
        var users = db.Users.AsNoTracking().OrderBy(user => user.Id)
            .Select(user => new UserSummary(
                user.Subject, user.Email, user.Name, user.Role, user.DisabledAt != null, user.CreatedAt, user.PendingCount + user.CompletedCount));
        await foreach (var user in users.AsAsyncEnumerable().WithCancellation(cancellation))
        {
            yield return user;
        }
    }

    /// <summary>Signs the user out everywhere (within 5 s on other replicas) and lets nobody sign in; enabling needs a new sign-in.</summary>
    public async Task<Result<UserSummary>> SetDisabledAsync(string who, bool isDisabled, CancellationToken cancellation)
    {
        await using var db = database.CreateContext();
        if (await FindAsync(db, who, cancellation) is not { } user)
        {
            return Failure.NotFound;
        }

        var now = time.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        user.DisabledAt = isDisabled ? user.DisabledAt ?? now : null;
        user.UpdatedAt = now;
        await db.SaveChangesAsync(cancellation);
        if (isDisabled)
        {
            await db.Sessions.Where(session => session.UserId == user.Id && session.RevokedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(session => session.RevokedAt, now).SetProperty(session => session.UpdatedAt, now), cancellation);
        }

        await transaction.CommitAsync(cancellation);
        Log.Changed(logger, user.Id, isDisabled ? "disabled" : "enabled");
        return Summary(user);
    }

    public async Task<Result<UserSummary>> GrantAsync(string who, string role, CancellationToken cancellation)
    {
        if (role is not (Admin or User))
        {
            return Failure.Invalid("role", $"The roles are {User} and {Admin}.");
        }

        await using var db = database.CreateContext();
        if (await FindAsync(db, who, cancellation) is not { } user)
        {
            return Failure.NotFound;
        }

        user.Role = role;
        user.UpdatedAt = time.GetUtcNow();
        await db.SaveChangesAsync(cancellation);
        Log.Changed(logger, user.Id, $"made {role}");
        return Summary(user);
    }

    /// <summary>A code by which the user sets a new password, once; those made before are void.</summary>
    public async Task<Result<string>> ResetPasswordAsync(string who, CancellationToken cancellation)
    {
        await using var db = database.CreateContext();
        return await FindAsync(db, who, cancellation) is { } user
            ? await codes.ResetPasswordAsync(user.Id, ResetCodeLifetime, cancellation)
            : Failure.NotFound;
    }

    /// <summary>A code that lets one person make an account; only for this address when one is given.</summary>
    public async Task<Result<string>> InviteAsync(string? email, CancellationToken cancellation) =>
        email is not null && !EmailAddress.TryParse(email, out _)
            ? Failure.Invalid("email", $"'{email}' is no e-mail address.")
            : await codes.InviteAsync(email, InvitationLifetime, cancellation);

    private static Task<User?> FindAsync(TodoDb db, string who, CancellationToken cancellation)
    {
        var email = who.ToLowerInvariant();
        return db.Users.SingleOrDefaultAsync(user => user.Email == email || user.Subject == who, cancellation);
    }

    private static UserSummary Summary(User user) =>
        new(user.Subject, user.Email, user.Name, user.Role, user.DisabledAt is not null, user.CreatedAt, user.PendingCount + user.CompletedCount);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "An administrator has {Change} user {UserId}", EventName = "UserAdministered")]
        public static partial void Changed(ILogger logger, long userId, string change);
    }
}
