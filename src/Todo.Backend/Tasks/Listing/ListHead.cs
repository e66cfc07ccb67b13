using Todo.Backend.Database;
using Todo.Backend.Operations;

namespace Todo.Backend.Tasks.Listing;

/// <summary>
/// The account's figures, read before a list's tasks: a stream that starts from them shows whatever the tasks read after them already contain,
/// and misses nothing.
/// </summary>
internal sealed record ListHead(string Epoch, long LastChange, int Pending, int Completed)
{
    public Journal.EventId EventId => new(Epoch, LastChange);

    public static Task<ListHead> ReadAsync(TodoDb db, Caller caller, CancellationToken cancellation) =>
        db.Users.Where(user => user.Id == caller.UserId)
            .Select(user => new ListHead(
                db.JournalEpochs.Where(row => row.Id == 1).Select(row => row.Epoch).First(), user.LastChange, user.PendingCount, user.CompletedCount))
            .OfAccountAsync(cancellation);
}
