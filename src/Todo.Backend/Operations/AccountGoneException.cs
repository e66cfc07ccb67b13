using Microsoft.EntityFrameworkCore;

namespace Todo.Backend.Operations;

/// <summary>
/// The caller's account is not there: deleted, or of after the backup that was restored, while its token was still believed. What
/// everybody with it is told a moment later, 401, is true now.
/// </summary>
internal sealed class AccountGoneException() : Exception("The account of the token is not there any more.");

internal static class AccountRows
{
    /// <summary>What is read of the caller's own row in users.</summary>
    /// <exception cref="AccountGoneException">There is none.</exception>
    public static async Task<T> OfAccountAsync<T>(this IQueryable<T> own, CancellationToken cancellation)
        where T : class =>
        await own.SingleOrDefaultAsync(cancellation) ?? throw new AccountGoneException();
}
