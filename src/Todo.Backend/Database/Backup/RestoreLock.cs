using Npgsql;

namespace Todo.Backend.Database.Backup;

/// <summary>
/// A transaction that holds all tables to itself. Requests that run take tables in orders of their own, so a wait for all of them can
/// end in a deadlock: then, or when it takes too long, everything taken is given back, requests go on for a moment, and it tries again.
/// </summary>
internal static class RestoreLock
{
    private const int Tries = 8;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>The transaction with the locks; the caller commits and disposes of it.</summary>
    /// <exception cref="BackupException">Somebody holds on to a table for longer.</exception>
    public static async Task<NpgsqlTransaction> BeginAsync(
        NpgsqlConnection connection, IReadOnlyList<BackupTable> tables, TimeProvider time, CancellationToken cancellation)
    {
        var names = string.Join(", ", tables.Select(table => table.Quoted));
        for (var attempt = 1; ; attempt++)
        {
            var transaction = await connection.BeginTransactionAsync(cancellation);
            try
            {
                await connection.RunAsync("set local statement_timeout = 0; set local lock_timeout = '3s'", cancellation);
                await connection.RunAsync($"lock table {names} in access exclusive mode", cancellation);
                return transaction;
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
            {
                await transaction.DisposeAsync();
                if (attempt == Tries)
                {
                    throw new BackupException("The database is in use: stop what works on it and restore again. Nothing was changed.", e);
                }

                await Task.Delay(Pause, time, cancellation);
            }
            catch
            {
                await transaction.DisposeAsync();
                throw;
            }
        }
    }
}
