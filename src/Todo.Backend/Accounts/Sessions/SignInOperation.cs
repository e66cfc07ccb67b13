using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Todo.Backend.Accounts.Passwords;
using Todo.Backend.Database;

namespace Todo.Backend.Accounts.Sessions;

/// <summary>
/// A session for e-mail and password. An unknown address, a wrong password, a disabled account and a lockout have one answer and cost
/// the same: the queries and one hash.
/// </summary>
internal sealed partial class SignInOperation(
    TodoDatabase database, SessionStore sessions, PasswordHashing hashing, Lockouts lockouts, TimeProvider time, ILogger<SignInOperation> logger)
{
    public async Task<AuthResult<SignedIn>> RunAsync(string email, string password, HttpContext context, CancellationToken cancellation)
    {
        var key = Lockouts.Key(email, context);
        var isAllowed = await lockouts.TryBeginAsync(key, cancellation);
        await using var db = database.CreateContext();
        var user = await db.Users.SingleOrDefaultAsync(user => user.Email == email, cancellation);
        var stored = isAllowed && user is { DisabledAt: null } ? user.PasswordHash : null;
        var result = await hashing.VerifyAsync(stored, password, cancellation);
        if (result == PasswordVerificationResult.Failed)
        {
            Log.Refused(logger, user?.Id, !isAllowed);
            return AuthFailure.InvalidEmailOrPassword;
        }

        await lockouts.ForgetAsync(key, cancellation);
        if (result == PasswordVerificationResult.SuccessRehashNeeded)
        {
            user!.PasswordHash = await hashing.HashAsync(password, cancellation);
            user.UpdatedAt = time.GetUtcNow();
        }

        return await sessions.CreateAsync(db, user!, context, cancellation);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "A sign-in was refused (user {UserId}, locked out: {LockedOut})", EventName = "SignInRefused")]
        public static partial void Refused(ILogger logger, long? userId, bool lockedOut);
    }
}
