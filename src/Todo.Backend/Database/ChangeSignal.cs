using System.Data;
using Npgsql;
using Todo.Hosting.Health;

namespace Todo.Backend.Database;

/// <summary>
/// Tells the other replicas that something has changed, so that they look before their second is over. Never inside a write's
/// transaction, where NOTIFY takes a lock of the whole database until the commit, and never relied on: whoever hears nothing looks anyway.
/// </summary>
public sealed partial class ChangeSignal(TodoDatabase database, ServiceHealth health, TimeProvider time, ILogger<ChangeSignal> logger) : BackgroundService
{
    private const string Channel = "todo_changes";

    // At most one NOTIFY a replica in this time, whatever is written.
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Check = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Reconnect = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim received = new(0, 1);
    private readonly Lock waiting = new();
    private CancellationTokenSource? wait;
    private bool pending;

    /// <summary>Something was changed by this replica, and committed.</summary>
    public void Changed()
    {
        Wake();
        lock (waiting)
        {
            pending = true;
            wait?.Cancel();
        }
    }

    /// <summary>Waits until some replica, this one too, has changed something, at most for the given time.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => received.WaitAsync(atMost, cancellationToken);

    public override void Dispose()
    {
        received.Dispose();
        wait?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await health.Started.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!stoppingToken.IsCancellationRequested)
        {
            var login = database.Direct;
            using var end = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, login.Replaced);
            try
            {
                await using var connection = await login.OpenAsync(end.Token);
                connection.Notification += (_, _) => Wake();
                await RunAsync(connection, end.Token);
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested)
            {
                // The process stops, or there is a new login.
            }
            catch (Exception e)
            {
                database.ForgetSessions(); // nobody else reads all the time, and hears of it at once
                Log.Lost(logger, e.Message);
                await Task.Delay(Reconnect, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task RunAsync(NpgsqlConnection connection, CancellationToken stoppingToken)
    {
        while (true)
        {
            // Again each minute: it changes nothing on a connection that lives, and finds out one that does not.
            await ExecuteAsync(connection, "LISTEN " + Channel, stoppingToken);
            var next = time.GetUtcNow() + Check;
            while (time.GetUtcNow() < next)
            {
                if (TakePending())
                {
                    await ExecuteAsync(connection, "NOTIFY " + Channel, stoppingToken);
                    await Task.Delay(Gap, time, stoppingToken);
                }

                await ListenAsync(connection, next, stoppingToken);
            }
        }
    }

    // Until a notification, something to send, or the time of the next check.
    private async Task ListenAsync(NpgsqlConnection connection, DateTimeOffset until, CancellationToken stoppingToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        lock (waiting)
        {
            if (pending)
            {
                return;
            }

            wait = end;
        }

        try
        {
            var left = until - time.GetUtcNow();
            await connection.WaitAsync(left > Gap ? left : Gap, end.Token);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested && connection.State == ConnectionState.Open)
        {
            // There is something to send.
        }
        finally
        {
            lock (waiting)
            {
                wait = null;
            }
        }
    }

    private bool TakePending()
    {
        lock (waiting)
        {
            var was = pending;
            pending = false;
            return was;
        }
    }

    private void Wake()
    {
        // Without the look first each write of a busy second would throw: the reader is to wake already.
        if (received.CurrentCount > 0)
        {
            return;
        }

        try
        {
            received.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another was as fast.
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string constant, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = constant;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Notifications between replicas are away ({Reason}): changes of others are seen within a second meanwhile", EventName = "SignalLost")]
        public static partial void Lost(ILogger logger, string reason);
    }
}
