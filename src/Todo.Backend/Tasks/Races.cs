using Npgsql;

namespace Todo.Backend.Tasks;

/// <summary>Transactions that PostgreSQL gave up so that another could go on.</summary>
internal static class Races
{
    /// <summary>A deadlock's victim or a serialization failure: nothing was written, and the same again may well succeed.</summary>
    public static bool WasLost(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException!)
        {
            if (e is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure })
            {
                return true;
            }
        }

        return false;
    }
}
