using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Todo.Backend.Chat.Turns;
using Todo.Backend.Database;

namespace Todo.Backend.Chat.Streaming;

/// <summary>
/// Stores what running turns say, then shows it. All turns of this process share one statement at a time, so that two hundred streams cost no
/// more round trips than one; what a turn says meanwhile grows into its next event.
/// </summary>
internal sealed partial class EventLog(TodoDatabase database, TimeProvider time, ILogger<EventLog> logger) : BackgroundService
{
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<TurnLog, bool> waiting = new();
    private readonly ConcurrentDictionary<long, EventReader[]> readers = new();
    private readonly SemaphoreSlim work = new(0, 1);

    /// <summary>The log has something to store.</summary>
    public void Ready(TurnLog log)
    {
        waiting[log] = true;
        if (work.CurrentCount > 0)
        {
            return;
        }

        try
        {
            work.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another turn was as fast.
        }
    }

    /// <summary>Shows an event that is stored to the readers of its conversation in this process.</summary>
    public void Publish(TurnEvent stored)
    {
        if (readers.TryGetValue(stored.ConversationId, out var open))
        {
            foreach (var reader in open)
            {
                reader.Show(stored);
            }
        }
    }

    public EventReader Open(long conversation)
    {
        var reader = new EventReader(conversation, Close);
        readers.AddOrUpdate(conversation, _ => [reader], (_, open) => [.. open, reader]);
        return reader;
    }

    public override void Dispose()
    {
        work.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await work.WaitAsync(stoppingToken);
                await StoreAsync(stoppingToken);
                await Task.Delay(Gap, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The turns have been left by now; whoever takes them says the rest again.
        }
    }

    private async Task StoreAsync(CancellationToken cancellationToken)
    {
        var (events, holders, logs) = (new List<TurnEvent>(), new List<string>(), new List<TurnLog>());
        foreach (var log in waiting.Keys)
        {
            waiting.TryRemove(log, out _);
            log.Take(events, holders);
            logs.Add(log);
        }

        // All at once; one by one where one of them is refused, which must not hold up everybody else's.
        for (var (done, most) = (0, events.Count); done < events.Count;)
        {
            var count = Math.Min(most, events.Count - done);
            var part = events.GetRange(done, count);
            try
            {
                var stored = await InsertAsync(part, holders.GetRange(done, count), cancellationToken);
                part.Where(row => stored.Contains(new EventKey(row.ConversationId, row.Number))).ToList().ForEach(Publish);
                done += count;
            }
            catch (PostgresException e) when (IsRefused(e))
            {
                most = 1;
                if (count == 1)
                {
                    Log.Refused(logger, part[0].Kind, part[0].TurnId, e.MessageText);
                    done++;
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Log.NotStored(logger, count, e.Message);
                await Task.Delay(Retry, time, cancellationToken);
            }
        }

        logs.ForEach(log => log.Stored());
    }

    // Class 22 is data exceptions: the same again would be refused again.
    private static bool IsRefused(PostgresException exception) => exception.SqlState.StartsWith("22", StringComparison.Ordinal);

    // Only who holds a turn says anything in it. The share lock makes whoever takes it over wait, and number on from here; a number that is
    // there was stored by a try whose success was not heard of.
    private async Task<HashSet<EventKey>> InsertAsync(List<TurnEvent> events, List<string> holders, CancellationToken cancellationToken)
    {
        var conversations = events.ConvertAll(row => row.ConversationId).ToArray();
        var numbers = events.ConvertAll(row => row.Number).ToArray();
        var turns = events.ConvertAll(row => row.TurnId).ToArray();
        var kinds = events.ConvertAll(row => row.Kind).ToArray();
        var data = events.ConvertAll(row => row.Data).ToArray();
        var names = holders.ToArray();
        await using var db = database.CreateContext();
        var now = time.GetUtcNow();
        var stored = await db.Database.SqlQuery<EventKey>(
            $"""
            insert into turn_events (conversation_id, number, turn_id, kind, data, created_at)
            select e.conversation, e.number, e.turn, e.kind, e.data::jsonb, {now}
            from unnest({conversations}, {numbers}, {turns}, {kinds}, {data}, {names}) as e (conversation, number, turn, kind, data, holder)
            join turns on turns.id = e.turn and turns.holder = e.holder
            for share of turns
            on conflict do nothing
            returning conversation_id as "ConversationId", turn_events.number as "Number"
            """).ToListAsync(cancellationToken);
        return [.. stored];
    }

    private void Close(EventReader reader)
    {
        while (readers.TryGetValue(reader.Conversation, out var open))
        {
            var rest = Array.FindAll(open, other => other != reader);
            if (rest.Length > 0 ? readers.TryUpdate(reader.Conversation, rest, open) : readers.TryRemove(KeyValuePair.Create(reader.Conversation, open)))
            {
                return;
            }
        }
    }

    private sealed record EventKey(long ConversationId, long Number);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Count} events of turns could not be stored and are tried again: {Reason}", EventName = "EventsNotStored")]
        public static partial void NotStored(ILogger logger, int count, string reason);

        [LoggerMessage(2, LogLevel.Error, "An event ({Kind}) of turn {Turn} can't be stored and is left out: {Reason}", EventName = "EventRefused")]
        public static partial void Refused(ILogger logger, string kind, long turn, string reason);
    }
}
