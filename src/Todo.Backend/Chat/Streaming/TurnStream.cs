using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Todo.Backend.Chat.Turns;
using Todo.Backend.Database;

namespace Todo.Backend.Chat.Streaming;

/// <summary>Reads the events of a conversation in order: those that are stored, then each as it is stored, on whatever replica.</summary>
internal sealed class TurnStream(TodoDatabase database, EventLog log)
{
    private const int PageSize = 200;

    // What this process says is shown at once; what another says is looked for.
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>Ends after the last event of what is going on, at once when nothing is.</summary>
    /// <param name="after">The last number that the reader has.</param>
    /// <param name="oneAnswer">Ends with the first <c>done</c>, whatever comes after it.</param>
    public async IAsyncEnumerable<TurnEvent> ReadAsync(long conversation, long after, bool oneAnswer, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = log.Open(conversation);
        while (true)
        {
            // Asked before the events are read: what ends in between has its last event among them.
            var running = oneAnswer || await IsRunningAsync(conversation, cancellationToken);
            var stored = await StoredAsync(conversation, after, cancellationToken);
            foreach (var row in stored)
            {
                after = row.Number;
                yield return row;
                if (oneAnswer && row.Kind == "done")
                {
                    yield break;
                }
            }

            if (stored.Count == 0 && !running)
            {
                yield break;
            }

            while (await reader.NextAsync(Look, cancellationToken) is { } shown)
            {
                if (shown.Number > after + 1)
                {
                    break; // some were missed: the rows have them
                }

                if (shown.Number <= after)
                {
                    continue;
                }

                after = shown.Number;
                yield return shown;
                if (shown.Kind == "done")
                {
                    if (oneAnswer)
                    {
                        yield break;
                    }

                    break;
                }
            }
        }
    }

    private async Task<bool> IsRunningAsync(long conversation, CancellationToken cancellationToken)
    {
        await using var db = database.CreateContext();
        return await db.Turns.AnyAsync(turn => turn.ConversationId == conversation && turn.Status == TurnRow.Running, cancellationToken);
    }

    private async Task<List<TurnEvent>> StoredAsync(long conversation, long after, CancellationToken cancellationToken)
    {
        await using var db = database.CreateContext();
        return await db.TurnEvents.AsNoTracking().Where(row => row.ConversationId == conversation && row.Number > after)
            .OrderBy(row => row.Number).Take(PageSize).ToListAsync(cancellationToken);
    }
}
