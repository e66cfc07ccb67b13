using Microsoft.EntityFrameworkCore;
using Todo.Backend.Database;

namespace Todo.Backend.Journal;

/// <summary>Numbers of turns that no message begins: messages and they are counted by one sequence.</summary>
internal static class TurnNumber
{
    public static Task<long> NextAsync(TodoDb db, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<long>($"""select todo_next_turn() as "Value" """).SingleAsync(cancellationToken);
}
