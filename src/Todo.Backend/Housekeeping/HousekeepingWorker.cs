using Microsoft.EntityFrameworkCore;
using Todo.Backend.Database;
using Todo.Hosting.Health;

namespace Todo.Backend.Housekeeping;

/// <summary>Every interval one replica, the one that gets the lease, purges what has expired.</summary>
internal sealed partial class HousekeepingWorker(
    TodoDatabase database, Purge purge, HousekeepingSettings settings, ServiceHealth health, TimeProvider time, ILogger<HousekeepingWorker> logger) : BackgroundService
{
    private const string LeaseName = "housekeeping";
    private readonly string holder = Guid.CreateVersion7().ToString();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await health.Started.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var timer = new PeriodicTimer(settings.Interval, time);
        try
        {
            do
            {
                await RoundAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops: what is left is for the next round of any replica.
        }
    }

    private async Task RoundAsync(CancellationToken cancellation)
    {
        try
        {
            if (await TakeLeaseAsync(cancellation))
            {
                Log.Purged(logger, await purge.RunAsync(cancellation));
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The next round tries again: nothing here is urgent.
            Log.Failed(logger, e);
        }
    }

    private async Task<bool> TakeLeaseAsync(CancellationToken cancellation)
    {
        await using var db = database.CreateContext();
        var now = time.GetUtcNow();
        var end = now + settings.Interval;
        return await db.Database.ExecuteSqlAsync(
            $"""
            insert into leases (name, holder, expires_at) values ({LeaseName}, {holder}, {end})
            on conflict (name) do update set holder = excluded.holder, expires_at = excluded.expires_at
            where leases.expires_at <= {now} or leases.holder = {holder}
            """,
            cancellation) == 1;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "Housekeeping removed {Rows} rows")]
        public static partial void Purged(ILogger logger, int rows);

        [LoggerMessage(2, LogLevel.Warning, "Housekeeping failed; it is tried again at the next interval")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
