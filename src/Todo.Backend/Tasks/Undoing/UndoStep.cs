using System.Text.Json;
using Todo.Backend.Journal;
using Todo.Backend.Tasks.Rules;

namespace Todo.Backend.Tasks.Undoing;

/// <summary>What taking a turn back does to one task: the row to write, or why it is left as it is.</summary>
/// <param name="Row">Null when it is refused, or when there is nothing to do.</param>
/// <param name="Status">What becomes of it: deleted, restored or reverted.</param>
internal sealed record UndoStep(long TaskId, string Title, TodoTask? Row, string? Status, string? Refusal)
{
    public const string Deleted = "deleted";
    public const string Restored = "restored";
    public const string Reverted = "reverted";

    public static UndoStep Of(TurnChange change, long turn, bool unchanged, Others? since, bool exists, DateTimeOffset now)
    {
        var last = Read(change.Last.After!);
        if (!exists)
        {
            return Refused(change, last, "It is no longer there.");
        }

        if (!unchanged)
        {
            return Refused(change, last, since is null ? "It has been changed since."
                : since.Undoes == turn ? "This has been taken back already."
                : $"It has been changed since, {By(since.Door)}.");
        }

        // In the middle of the turn somebody else has written: what was before the turn would undo that too.
        if (since is not null && since.First < change.Last.Number)
        {
            return Refused(change, last, "Somebody else has changed it at the same time.");
        }

        return change.First.Before is { } before ? Back(Read(before), last, now) : Uncreated(last, now);
    }

    private static UndoStep Back(TodoTask before, TodoTask last, DateTimeOffset now)
    {
        // The trash is counted from today: else the task might be purged at once.
        before.DeletedAt = before.DeletedAt is null ? null : Stamp.Of(now);
        var status = (before.DeletedAt is null, last.DeletedAt is null) switch
        {
            (true, false) => Restored,
            (false, true) => Deleted,
            _ => Reverted,
        };
        return new(before.Id, before.Title, before, status, null);
    }

    // Added and deleted in one turn: it is gone as it was before.
    private static UndoStep Uncreated(TodoTask last, DateTimeOffset now)
    {
        if (last.DeletedAt is not null)
        {
            return new(last.Id, last.Title, null, null, null);
        }

        last.DeletedAt = Stamp.Of(now);
        return new(last.Id, last.Title, last, Deleted, null);
    }

    private static UndoStep Refused(TurnChange change, TodoTask last, string reason) => new(change.TaskId, last.Title, null, null, reason);

    private static TodoTask Read(string row) => JsonSerializer.Deserialize(row, JournalJson.Default.TodoTask)!;

    private static string By(string? door) => door switch
    {
        "chat" => "in a chat",
        "mcp" => "by a connected client",
        "rest" => "in the app or by the API",
        _ => "by the system",
    };
}
