using Microsoft.EntityFrameworkCore;
using Npgsql;
using Todo.Backend.Database;
using Todo.Backend.Operations;

namespace Todo.Backend.Journal;

/// <summary>
/// One client's stream: follows the journal from a place on, in order. The place is the client's alone, so any replica goes on with it,
/// and every number is sent once.
/// </summary>
internal sealed class EventStream(TodoDatabase database, Subscription subscription, Caller caller, EventWriter writer, TimeSpan heartbeat, TimeProvider time)
{
    private const int PageSize = 100;
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    /// <summary>Runs until it is cancelled; that is no error.</summary>
    /// <param name="asked">The id after which the client wants to go on; null for from now on.</param>
    /// <param name="head">Where the journal ends now.</param>
    public async Task RunAsync(string? asked, EventId head, CancellationToken cancellationToken)
    {
        try
        {
            var place = await StartAsync(asked, head);
            while (true)
            {
                place = await CatchUpAsync(place, cancellationToken);
                await WaitAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The client, its token or this replica is at its end; the client comes back with the last id it has.
        }
    }

    private async Task<EventId> StartAsync(string? asked, EventId head)
    {
        if (asked is null)
        {
            await writer.WritePlaceAsync(head);
            return head;
        }

        if (EventId.Parse(asked) is { } place && place.Epoch == head.Epoch && place.Number <= head.Number)
        {
            await writer.WritePlaceAsync(place);
            return place;
        }

        await writer.WriteResetAsync(head);
        return head;
    }

    private async Task<EventId> CatchUpAsync(EventId place, CancellationToken cancellationToken)
    {
        while (true)
        {
            // A restore has happened meanwhile.
            if (subscription.Head is { } known && known.Epoch != place.Epoch)
            {
                await writer.WriteResetAsync(known);
                place = known;
            }

            var rows = await ReadAsync(place.Number, cancellationToken);
            foreach (var row in rows)
            {
                var id = place with { Number = row.Number };

                // The content of what is older than 90 days has been removed.
                if (row.Number != place.Number + 1 || row.After is null)
                {
                    return await ResetAsync(cancellationToken) ?? place;
                }

                await writer.WriteAsync(id, row.What, JournalTask.Read(row.After, caller));
                place = id;
            }

            if (rows.Count < PageSize)
            {
                return place;
            }
        }
    }

    private async Task<EventId?> ResetAsync(CancellationToken cancellationToken)
    {
        await using var db = database.CreateContext();
        var end = await (from user in db.Users
                         from epoch in db.JournalEpochs
                         where user.Id == caller.UserId
                         select new { epoch.Epoch, user.LastChange }).AsNoTracking().FirstOrDefaultAsync(cancellationToken);
        if (end is null)
        {
            return null;
        }

        var head = new EventId(end.Epoch, end.LastChange);
        await writer.WriteResetAsync(head);
        return head;
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        var quiet = time.GetElapsedTime(writer.LastWrite);
        if (quiet >= heartbeat)
        {
            await writer.WriteHeartbeatAsync();
            quiet = TimeSpan.Zero;
        }

        await subscription.WaitAsync(heartbeat - quiet, cancellationToken);
    }

    // A database that is away for a while must not end the streams: their clients would all come back at once, to a 503.
    private async Task<List<Change>> ReadAsync(long after, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await using var db = database.CreateContext();
                return await db.Journal.AsNoTracking()
                    .Where(entry => entry.UserId == caller.UserId && entry.Number > after)
                    .OrderBy(entry => entry.Number)
                    .Take(PageSize)
                    .Select(entry => new Change(entry.Number, entry.What, entry.After))
                    .ToListAsync(cancellationToken);
            }
            catch (Exception e) when (e is NpgsqlException or InvalidOperationException { InnerException: NpgsqlException })
            {
                if (time.GetElapsedTime(writer.LastWrite) >= heartbeat)
                {
                    await writer.WriteHeartbeatAsync();
                }

                await Task.Delay(Retry, time, cancellationToken);
            }
        }
    }

    private sealed record Change(long Number, string What, string? After);
}
