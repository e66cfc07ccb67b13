using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Todo.Backend.Accounts.Limits;
using Todo.Backend.Database;
using Todo.Hosting.Network;

namespace Todo.Backend.Accounts.Passwords;

/// <summary>
/// Wrong passwords by account and address together, so that nobody can lock out another. An attempt is counted before it is checked:
/// many at once get no more tries than one after the other. Unknown accounts are counted alike.
/// </summary>
internal sealed class Lockouts(TodoDatabase database, LimitSettings settings, TimeProvider time)
{
    /// <summary>Counts one attempt; false when it must not be tried.</summary>
    public async Task<bool> TryBeginAsync(byte[] key, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var until = now + settings.LockoutDuration;
        var (old, max) = (now - settings.LockoutDuration, settings.LockoutAttempts);
        await using var db = database.CreateContext();
        // One row came out: counted. None: it is locked, and trying does not make that longer.
        var counted = await db.Database.ExecuteSqlAsync(
            $"""
            insert into lockouts as l (key, failures, locked_until, updated_at)
            values ({key}, 1, case when {max} <= 1 then {until}::timestamptz end, {now})
            on conflict (key) do update set
                failures = case when l.locked_until <= {now} or l.updated_at < {old} then 1 else l.failures + 1 end,
                locked_until = case when (case when l.locked_until <= {now} or l.updated_at < {old} then 1 else l.failures + 1 end) >= {max} then {until}::timestamptz end,
                updated_at = {now}
            where l.locked_until is null or l.locked_until <= {now}
            """,
            cancellation);
        return counted == 1;
    }

    /// <summary>The password was right: what was counted is forgotten.</summary>
    public async Task ForgetAsync(byte[] key, CancellationToken cancellation)
    {
        await using var db = database.CreateContext();
        await db.Lockouts.Where(lockout => lockout.Key == key).ExecuteDeleteAsync(cancellation);
    }

    /// <summary>A hash, so that no address of a person is kept.</summary>
    public static byte[] Key(string email, HttpContext context)
    {
        var address = AddressKey.Of(context);
        return SHA256.HashData(Encoding.UTF8.GetBytes($"{email}\n{address.IsIPv6}\n{address.Value}"));
    }
}
