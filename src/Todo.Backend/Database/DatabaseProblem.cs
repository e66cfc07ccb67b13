using Microsoft.EntityFrameworkCore;
using Npgsql;
using Todo.Hosting.Problems;

namespace Todo.Backend.Database;

/// <summary>What a request is told when PostgreSQL is away, full, too slow, or chose it as the victim of a deadlock.</summary>
internal sealed class DatabaseProblem : IExceptionProblem
{
    private static readonly Problem Away = Problem.Unavailable(TimeSpan.FromSeconds(2), "The database can't be reached at the moment. Nothing was changed; try again.");
    private static readonly Problem Busy = Problem.Unavailable(TimeSpan.FromSeconds(1), "The database is too busy for this request. Nothing was changed; try again.");

    public Problem? Find(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                // Class 57: cancelled by the statement timeout, shut down; 53: full; 40: deadlock, serialization; 55P03: lock timeout.
                case PostgresException { SqlState: var state }:
                    return state.StartsWith("57P", StringComparison.Ordinal) || state.StartsWith("08", StringComparison.Ordinal) ? Away
                        : state.StartsWith("57", StringComparison.Ordinal) || state.StartsWith("53", StringComparison.Ordinal)
                            || state.StartsWith("40", StringComparison.Ordinal) || state == PostgresErrorCodes.LockNotAvailable ? Busy
                        : state.StartsWith("28", StringComparison.Ordinal) || state.StartsWith("3D", StringComparison.Ordinal) ? Away
                        : null;
                case NpgsqlException { InnerException: TimeoutException }:
                    return Busy;
                case NpgsqlException:
                // Its reader ends like this where the connection breaks while the command is still being sent.
                case NullReferenceException { Source: nameof(Npgsql) }:
                    return Away;
                case DbUpdateConcurrencyException:
                    return null;
            }
        }

        return null;
    }
}
