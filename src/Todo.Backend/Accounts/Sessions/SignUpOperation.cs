using Microsoft.EntityFrameworkCore;
using Npgsql;
using Todo.Backend.Accounts.Codes;
using Todo.Backend.Accounts.Passwords;
using Todo.Backend.Database;

namespace Todo.Backend.Accounts.Sessions;

/// <summary>Makes an account with e-mail and password, and its first session.</summary>
internal sealed partial class SignUpOperation(
    TodoDatabase database, SessionStore sessions, PasswordHashing hashing, OneTimeCodes codes, AuthenticationSettings settings, TimeProvider time, ILogger<SignUpOperation> logger)
{
    /// <param name="Name">What others see; may be empty.</param>
    /// <param name="Email">In lower case.</param>
    /// <param name="Password">8 to 128 characters.</param>
    /// <param name="Invitation">The code where sign-up is by invitation.</param>
    /// <param name="TimeZone">IANA; UTC by default.</param>
    public sealed record Input(string Name, string Email, string Password, string? Invitation, string? TimeZone);

    public async Task<AuthResult<SignedIn>> RunAsync(Input input, HttpContext context, CancellationToken cancellation)
    {
        if (settings.SignUp == SignUp.Closed)
        {
            return AuthFailure.SignUpClosed;
        }

        // Before anything is said about the address.
        if (settings.SignUp == SignUp.Invite && !await codes.IsGoodAsync(OneTimeCode.Invite, input.Invitation, input.Email, cancellation))
        {
            return AuthFailure.InvitationRequired;
        }

        if (PasswordFailure.Of(PasswordRules.Check(input.Password, input.Email)) is { } failure)
        {
            return failure;
        }

        await using var db = database.CreateContext();
        if (await db.Users.AnyAsync(user => user.Email == input.Email, cancellation))
        {
            return AuthFailure.UserExists;
        }

        var now = time.GetUtcNow();
        var user = new User
        {
            Subject = RandomText.New(),
            Email = input.Email,
            Name = input.Name,
            PasswordHash = await hashing.HashAsync(input.Password, cancellation),
            TimeZone = input.TimeZone ?? "UTC",
            CreatedAt = now,
            UpdatedAt = now,
        };
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        if (settings.SignUp == SignUp.Invite && !await codes.UseAsync(db, OneTimeCode.Invite, input.Invitation!, cancellation))
        {
            return AuthFailure.InvitationRequired;
        }

        db.Users.Add(user);
        try
        {
            await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // Two sign-ups with one address at once.
            return AuthFailure.UserExists;
        }

        Log.Added(logger, user.Id);
        var signedIn = await sessions.CreateAsync(db, user, context, cancellation);
        await transaction.CommitAsync(cancellation);
        return signedIn;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "User {UserId} has signed up", EventName = "SignedUp")]
        public static partial void Added(ILogger logger, long userId);
    }
}

internal static class PasswordFailure
{
    public static AuthFailure? Of(PasswordFault fault) => fault switch
    {
        PasswordFault.TooShort => AuthFailure.PasswordTooShort,
        PasswordFault.TooLong => AuthFailure.PasswordTooLong,
        PasswordFault.Common => AuthFailure.PasswordCommon,
        PasswordFault.Malformed => AuthFailure.Validation("password", "Invalid input: not valid Unicode"),
        _ => null,
    };
}
