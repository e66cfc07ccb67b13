using System.Diagnostics.Metrics;
using Npgsql;

namespace Todo.Backend.Database;

/// <summary>
/// Follows the logins to the database: a changed one is tried each second until it works, and only then takes the place of the old one.
/// One after the other, so that there are never more than two pools.
/// </summary>
internal sealed partial class LoginWatch : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly TodoDatabase database;
    private readonly DatabaseSettings settings;
    private readonly TimeProvider time;
    private readonly ILogger<LoginWatch> logger;
    private readonly Meter meter = new("Todo.Database");
    private readonly Dictionary<string, string> refused = new(StringComparer.Ordinal);
    private readonly Counter<long> swaps;
    private int waiting;

    public LoginWatch(TodoDatabase database, DatabaseSettings settings, TimeProvider time, ILogger<LoginWatch> logger)
    {
        (this.database, this.settings, this.time, this.logger) = (database, settings, time, logger);
        swaps = meter.CreateCounter<long>("todo.database.login.swaps", "{swap}", "Logins to the database that took the place of another.");
        meter.CreateObservableGauge("todo.database.login.refused", () => Volatile.Read(ref waiting), "{login}", "Changed logins to the database that do not work yet; the old ones stay in use.");
    }

    public override void Dispose()
    {
        meter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (settings.DirectUrl is { } direct)
                {
                    await FollowAsync("BACKEND_DATABASE_DIRECT_URL", direct.Current, database.Direct.Url, database.SwapDirectAsync, stoppingToken);
                }

                await FollowAsync("BACKEND_DATABASE_URL", settings.Url.Current, database.Url, url => database.SwapAsync(url, stoppingToken), stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops, and its connections with it.
        }
    }

    private async Task FollowAsync(string setting, string wanted, string used, Func<string, Task> swap, CancellationToken cancellation)
    {
        if (string.Equals(wanted, used, StringComparison.Ordinal))
        {
            Accept(setting);
            return;
        }

        try
        {
            await TryAsync(wanted, cancellation);
            Accept(setting);
            swaps.Add(1);
            Log.Swapped(logger, setting);
            await swap(wanted);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Refuse(setting, wanted, e.Message);
        }
    }

    // It has to be let in, and to see the tables.
    private static async Task TryAsync(string url, CancellationToken cancellation)
    {
        await using var connection = await DirectLogin.OpenAsync(url, cancellation);
        await using var command = new NpgsqlCommand("select from schema_migrations limit 1", connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private void Refuse(string setting, string url, string reason)
    {
        if (!refused.TryGetValue(setting, out var known) || known != url)
        {
            refused[setting] = url;
            Volatile.Write(ref waiting, refused.Count);
            Log.Refused(logger, setting, reason);
        }
    }

    private void Accept(string setting)
    {
        if (refused.Remove(setting))
        {
            Volatile.Write(ref waiting, refused.Count);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Setting} has changed and works: requests use it from now on, the old login's sessions end", EventName = "LoginSwapped")]
        public static partial void Swapped(ILogger logger, string setting);

        [LoggerMessage(2, LogLevel.Warning, "{Setting} has changed and does not work yet, it is tried each second and the old login stays in use meanwhile: {Reason}", EventName = "LoginRefused")]
        public static partial void Refused(ILogger logger, string setting, string reason);
    }
}
