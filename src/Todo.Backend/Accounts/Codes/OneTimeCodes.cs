using Microsoft.EntityFrameworkCore;
using Todo.Backend.Database;

namespace Todo.Backend.Accounts.Codes;

/// <summary>Invitations and password resets: shown once, stored hashed, used once.</summary>
public sealed partial class OneTimeCodes(TodoDatabase database, TimeProvider time, ILogger<OneTimeCodes> logger)
{
    /// <summary>A code that lets one person make an account, whoever has the address when one is given.</summary>
    public Task<string> InviteAsync(string? email, TimeSpan lifetime, CancellationToken cancellation) =>
        CreateAsync(OneTimeCode.Invite, userId: null, email?.ToLowerInvariant(), lifetime, cancellation);

    /// <summary>A code that lets a user set a new password; codes before it are void.</summary>
    public async Task<string> ResetPasswordAsync(long userId, TimeSpan lifetime, CancellationToken cancellation)
    {
        await using (var db = database.CreateContext())
        {
            await db.OneTimeCodes.Where(code => code.UserId == userId && code.Purpose == OneTimeCode.ResetPassword && code.UsedAt == null).ExecuteDeleteAsync(cancellation);
        }

        return await CreateAsync(OneTimeCode.ResetPassword, userId, email: null, lifetime, cancellation);
    }

    internal async Task<bool> IsGoodAsync(string purpose, string? code, string email, CancellationToken cancellation)
    {
        if (code is null)
        {
            return false;
        }

        await using var db = database.CreateContext();
        return await Good(db, purpose, code).AnyAsync(row => row.Email == null || row.Email == email, cancellation);
    }

    /// <summary>Whose code it is; null when it is not good.</summary>
    internal async Task<long?> UserAsync(string purpose, string code, CancellationToken cancellation)
    {
        await using var db = database.CreateContext();
        return await Good(db, purpose, code).Select(row => row.UserId).SingleOrDefaultAsync(cancellation);
    }

    /// <summary>Uses it up; false when it is not good, or another request was faster.</summary>
    internal async Task<bool> UseAsync(TodoDb db, string purpose, string code, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        return await Good(db, purpose, code).ExecuteUpdateAsync(set => set.SetProperty(row => row.UsedAt, now), cancellation) == 1;
    }

    private IQueryable<OneTimeCode> Good(TodoDb db, string purpose, string code)
    {
        var (hash, now) = (RandomText.Hash(code), time.GetUtcNow());
        return db.OneTimeCodes.Where(row => row.CodeHash == hash && row.Purpose == purpose && row.UsedAt == null && row.ExpiresAt > now);
    }

    private async Task<string> CreateAsync(string purpose, long? userId, string? email, TimeSpan lifetime, CancellationToken cancellation)
    {
        var (code, now) = (RandomText.New(), time.GetUtcNow());
        await using var db = database.CreateContext();
        db.OneTimeCodes.Add(new OneTimeCode
        {
            Purpose = purpose,
            UserId = userId,
            Email = email,
            CodeHash = RandomText.Hash(code),
            ExpiresAt = now + lifetime,
            CreatedAt = now,
        });
        await db.SaveChangesAsync(cancellation);
        Log.Created(logger, purpose, userId);
        return code;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "A one-time code was made ({Purpose}, user {UserId})", EventName = "CodeCreated")]
        public static partial void Created(ILogger logger, string purpose, long? userId);
    }
}
