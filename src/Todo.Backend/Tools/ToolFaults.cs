using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Todo.Backend.Tools;

/// <summary>What went wrong in a tool, told apart by its exception.</summary>
internal static class ToolFaults
{
    /// <summary>PostgreSQL is away, full or too slow: the caller's affair, who may try again.</summary>
    public static bool IsOfDatabase(Exception exception) => Chain(exception).Any(e => e is NpgsqlException or DbUpdateException);

    /// <summary>Another attempt at the same call has written the same task: the journal takes a call's change of a task once.</summary>
    public static bool HasRunElsewhere(Exception exception) =>
        Chain(exception).Any(e => e is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "journal_call" });

    private static IEnumerable<Exception> Chain(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            yield return e;
        }
    }
}
