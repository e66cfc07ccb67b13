using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Todo.Backend.Accounts.Authentication;
using Todo.Backend.Accounts.Codes;
using Todo.Backend.Accounts.Passwords;
using Todo.Backend.Database;

namespace Todo.Backend.Accounts.Sessions;

/// <summary>New passwords: by the present one, or by a one-time code of the operator's.</summary>
internal sealed partial class PasswordOperations(
    TodoDatabase database, SessionStore sessions, TokenCache cache, PasswordHashing hashing, Lockouts lockouts, OneTimeCodes codes, TimeProvider time, ILogger<PasswordOperations> logger)
{
    /// <summary>True when the password is the user's; wrong ones count towards the lockout, as at sign-in.</summary>
    public async Task<bool> IsRightAsync(User user, string password, HttpContext context, CancellationToken cancellation)
    {
        var key = Lockouts.Key(user.Email ?? user.Subject, context);
        var isAllowed = await lockouts.TryBeginAsync(key, cancellation);
        if (await hashing.VerifyAsync(isAllowed ? user.PasswordHash : null, password, cancellation) == PasswordVerificationResult.Failed)
        {
            Log.Refused(logger, user.Id, !isAllowed);
            return false;
        }

        await lockouts.ForgetAsync(key, cancellation);
        return true;
    }

    /// <summary>The user, and a new session when all others were revoked (this one included, as Better Auth does).</summary>
    public async Task<AuthResult<Changed>> ChangeAsync(
        SignedIn caller, string present, string next, bool revokeOthers, HttpContext context, CancellationToken cancellation)
    {
        if (PasswordFailure.Of(PasswordRules.Check(next, caller.User.Email)) is { } failure)
        {
            return failure;
        }

        if (!await IsRightAsync(caller.User, present, context, cancellation))
        {
            return AuthFailure.InvalidPassword;
        }

        await using var db = database.CreateContext();
        if (await SetAsync(db, caller.User.Id, next, cancellation) is not { } user)
        {
            return AuthFailure.Unauthorized;
        }

        await db.SaveChangesAsync(cancellation);
        Log.Changed(logger, user.Id);
        if (!revokeOthers)
        {
            return new Changed(user, Session: null);
        }

        await sessions.RevokeAsync(user.Id, all => all, cancellation);
        return new Changed(user, await sessions.CreateAsync(db, user, context, cancellation));
    }

    /// <summary>Sets a password by a code, once. All sessions and personal tokens end: whoever knew the old password is out.</summary>
    public async Task<AuthFailure?> ResetAsync(string code, string next, CancellationToken cancellation)
    {
        if (await codes.UserAsync(OneTimeCode.ResetPassword, code, cancellation) is not { } userId)
        {
            return AuthFailure.InvalidToken;
        }

        if (PasswordFailure.Of(PasswordRules.Check(next)) is { } failure)
        {
            return failure;
        }

        await using var db = database.CreateContext();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        if (!await codes.UseAsync(db, OneTimeCode.ResetPassword, code, cancellation) || await SetAsync(db, userId, next, cancellation) is null)
        {
            return AuthFailure.InvalidToken;
        }

        await db.SaveChangesAsync(cancellation);
        var now = time.GetUtcNow();
        await db.Sessions.Where(session => session.UserId == userId && session.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(session => session.RevokedAt, now).SetProperty(session => session.UpdatedAt, now), cancellation);
        await db.PersonalTokens.Where(token => token.UserId == userId && token.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(token => token.RevokedAt, now), cancellation);
        await transaction.CommitAsync(cancellation);
        cache.EndUser(userId);
        Log.Reset(logger, userId);
        return null;
    }

    private async Task<User?> SetAsync(TodoDb db, long userId, string password, CancellationToken cancellation)
    {
        var hash = await hashing.HashAsync(password, cancellation);
        if (await db.Users.SingleOrDefaultAsync(user => user.Id == userId, cancellation) is not { } user)
        {
            return null;
        }

        user.PasswordHash = hash;
        user.UpdatedAt = time.GetUtcNow();
        return user;
    }

    /// <param name="User">As it is now.</param>
    /// <param name="Session">The new session, if one was made.</param>
    public sealed record Changed(User User, SignedIn? Session);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "User {UserId} has changed the password", EventName = "PasswordChanged")]
        public static partial void Changed(ILogger logger, long userId);

        [LoggerMessage(2, LogLevel.Information, "The password of user {UserId} was set by a one-time code", EventName = "PasswordReset")]
        public static partial void Reset(ILogger logger, long userId);

        [LoggerMessage(3, LogLevel.Information, "A wrong password of user {UserId} (locked out: {LockedOut})", EventName = "PasswordRefused")]
        public static partial void Refused(ILogger logger, long userId, bool lockedOut);
    }
}
