using Microsoft.EntityFrameworkCore;
using Npgsql;
using Todo.Backend.Database;

namespace Todo.Backend.Chat.Turns;

/// <summary>
/// Who works on a turn: one process at a time, for as long as it renews its lease. Whoever takes a turn is its holder under a new name, also the
/// process that had it before, so that nothing of an earlier attempt can come late.
/// </summary>
internal sealed class TurnLeases(TodoDatabase database, ChatSettings settings, TimeProvider time)
{
    private const int Batch = 20;

    // At 15 seconds: every two, so that several may fail, and a stop on another replica is heard soon.
    private const double Renewals = 7.5;

    /// <summary>A process that is gone loses its turns after this.</summary>
    public TimeSpan Duration => settings.Lease;

    /// <summary>How often a lease is renewed, and looked for what was left.</summary>
    public TimeSpan Renewal => Duration / Renewals;

    public DateTimeOffset End => time.GetUtcNow() + Duration;

    /// <summary>A name for one holding of a turn.</summary>
    public static string NewHolder() => Guid.CreateVersion7().ToString();

    /// <summary>Takes turns that nobody works on any more; each goes to one process only.</summary>
    public async Task<List<TurnRow>> TakeAsync(CancellationToken cancellationToken)
    {
        await using var db = database.CreateContext();
        var (now, end, holder) = (time.GetUtcNow(), End, NewHolder());
        return await db.Turns.FromSql(
            $"""
            update turns set holder = {holder}, lease_until = {end}, attempts = attempts + 1
            where id in (select id from turns where status = 'running' and (lease_until is null or lease_until <= {now})
                         order by lease_until limit {Batch} for update skip locked)
            returning *
            """).AsNoTracking().ToListAsync(cancellationToken);
    }

    /// <summary>Gives false when the turn is another's by now; <c>Stop</c> tells that somebody asked to stop it.</summary>
    public async Task<(bool Held, bool Stop)> RenewAsync(TurnRow turn, CancellationToken cancellationToken)
    {
        await using var db = database.CreateContext();
        var end = End;
        var rows = await db.Turns.FromSql(
            $"update turns set lease_until = {end} where id = {turn.Id} and holder = {turn.Holder} and status = 'running' returning *").AsNoTracking().ToListAsync(cancellationToken);
        return rows is [var row] ? (true, row.StopAt is not null) : (false, false);
    }

    /// <summary>Ends a turn that nobody waits for any more.</summary>
    public async Task EndAsync(TurnRow turn, string status, CancellationToken cancellationToken)
    {
        await using var db = database.CreateContext();
        await db.Turns.Where(row => row.Id == turn.Id && row.Holder == turn.Holder).ExecuteUpdateAsync(set => set.SetProperty(row => row.Status, status), cancellationToken);
    }

    /// <summary>Gives a turn up, so that another process need not wait for the lease to run out.</summary>
    public async Task LeaveAsync(TurnRow turn, TimeSpan pause)
    {
        try
        {
            await using var db = database.CreateContext();
            var free = time.GetUtcNow() + pause;
            await db.Turns.Where(row => row.Id == turn.Id && row.Holder == turn.Holder && row.Status == TurnRow.Running)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.LeaseUntil, free), CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or DbUpdateException)
        {
            // The database is away: the lease runs out by itself.
        }
    }
}
