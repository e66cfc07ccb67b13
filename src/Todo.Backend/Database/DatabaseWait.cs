using System.Net.Sockets;
using Npgsql;
using Todo.Hosting;

namespace Todo.Backend.Database;

/// <summary>A Job or an init container may start before its database does: it is waited for, then named.</summary>
internal static partial class DatabaseWait
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Mention = TimeSpan.FromSeconds(5);

    // Where PostgreSQL is set up at the same time, its role, password and database may come a moment later than it does.
    private static readonly HashSet<string> Passing = new(StringComparer.Ordinal)
    {
        PostgresErrorCodes.InvalidPassword,
        PostgresErrorCodes.InvalidAuthorizationSpecification,
        PostgresErrorCodes.InvalidCatalogName,
        PostgresErrorCodes.CannotConnectNow,
        PostgresErrorCodes.AdminShutdown,
        PostgresErrorCodes.CrashShutdown,
        PostgresErrorCodes.TooManyConnections,
    };

    /// <summary>Until the owner can log in; a <see cref="MigrationException"/> names the setting, the place and the last reason when the time to start is over.</summary>
    public static async Task ForOwnerAsync(IServiceProvider services, CancellationToken cancellation)
    {
        var database = services.GetRequiredService<TodoDatabase>();
        var time = services.GetRequiredService<TimeProvider>();
        var atMost = services.GetRequiredService<ServiceSettings>().StartupTimeout;
        var logger = services.GetRequiredService<ILogger<Migrator>>();
        var name = Name(services.GetRequiredService<DatabaseSettings>());
        using var limit = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        var reason = "it did not answer in time";
        long? mentioned = null;
        while (true)
        {
            try
            {
                await using var connection = await database.OpenOwnerAsync(either.Token);
                return;
            }
            catch (Exception e) when (IsPassing(e) && !cancellation.IsCancellationRequested)
            {
                reason = e is OperationCanceledException ? reason : e.Message;
            }

            if (limit.IsCancellationRequested)
            {
                throw new MigrationException(
                    $"{name} could not be reached within {atMost.TotalSeconds:0} s: {reason}. Check that it runs and that the URL is right; BACKEND_STARTUP_TIMEOUT is the time to wait.");
            }

            if (mentioned is null || time.GetElapsedTime(mentioned.Value) >= Mention)
            {
                mentioned = time.GetTimestamp();
                Log.Waiting(logger, name, reason);
            }

            await Task.Delay(Pause, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static string Name(DatabaseSettings settings)
    {
        var (setting, url) = settings.Owner;
        var text = DatabaseUrl.Parse(url.Current);
        return $"PostgreSQL ({setting}, {text.Host}:{text.Port})";
    }

    // Anything but a refusal for good: not there, not there yet, or its name is not known yet.
    private static bool IsPassing(Exception e) => e switch
    {
        PostgresException { SqlState: var state } => Passing.Contains(state),
        NpgsqlException or SocketException or TimeoutException or IOException or OperationCanceledException => true,
        _ => false,
    };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Waiting for {Dependency}: {Reason}", EventName = "Waiting")]
        public static partial void Waiting(ILogger logger, string dependency, string reason);
    }
}
