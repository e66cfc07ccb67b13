using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Todo.Backend.Accounts;
using Todo.Backend.Chat;
using Todo.Backend.Database;
using Todo.Backend.Operations;

namespace Todo.Backend.Tasks;

/// <summary>
/// Reads all of a user's data, part by part. In batches, each a statement of its own: a client that reads slowly holds neither a
/// connection nor a snapshot.
/// </summary>
public sealed class ExportTasks(TodoDb db)
{
    private const int Batch = 500;

    public Task<User> UserAsync(Caller caller, CancellationToken cancellation)
    {
        var owner = caller.UserId;
        return db.Users.AsNoTracking().Where(user => user.Id == owner).OfAccountAsync(cancellation);
    }

    /// <summary>By creation.</summary>
    public async IAsyncEnumerable<TodoTask> TasksAsync(Caller caller, [EnumeratorCancellation] CancellationToken cancellation)
    {
        List<TodoTask> batch;
        var (at, id) = (DateTimeOffset.MinValue, 0L);
        do
        {
            batch = await db.Tasks.AsNoTracking().Of(caller)
                .Where(task => EF.Functions.GreaterThan(ValueTuple.Create(task.CreatedAt, task.Id), ValueTuple.Create(at, id)))
                .OrderBy(task => task.CreatedAt).ThenBy(task => task.Id).Take(Batch).ToListAsync(cancellation);
            foreach (var task in batch)
            {
                (at, id) = (task.CreatedAt, task.Id);
                yield return task;
            }
        }
        while (batch.Count == Batch);
    }

    /// <summary>Deleted ones, by deletion.</summary>
    public async IAsyncEnumerable<TodoTask> TrashAsync(Caller caller, [EnumeratorCancellation] CancellationToken cancellation)
    {
        List<TodoTask> batch;
        var (at, id) = (DateTimeOffset.MinValue, 0L);
        do
        {
            batch = await db.Tasks.AsNoTracking().TrashOf(caller)
                .Where(task => EF.Functions.GreaterThan(ValueTuple.Create(task.DeletedAt, task.Id), ValueTuple.Create((DateTimeOffset?)at, id)))
                .OrderBy(task => task.DeletedAt).ThenBy(task => task.Id).Take(Batch).ToListAsync(cancellation);
            foreach (var task in batch)
            {
                (at, id) = (task.DeletedAt!.Value, task.Id);
                yield return task;
            }
        }
        while (batch.Count == Batch);
    }

    /// <summary>The last used first, each with its messages in order.</summary>
    public async IAsyncEnumerable<(Conversation Conversation, IReadOnlyList<Message> Messages)> ConversationsAsync(
        Caller caller, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var conversation in await db.Conversations.AsNoTracking().Of(caller).OrderByDescending(row => row.UpdatedAt).ThenByDescending(row => row.Id).ToListAsync(cancellation))
        {
            var id = conversation.Id;
            yield return (conversation, await db.Messages.AsNoTracking().Where(message => message.ConversationId == id && message.UserId == caller.UserId).OrderBy(message => message.Id).ToListAsync(cancellation));
        }
    }
}
