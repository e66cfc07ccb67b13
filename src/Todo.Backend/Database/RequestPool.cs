using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;

namespace Todo.Backend.Database;

/// <summary>The connections for requests on one login, the contexts bound to them, and who still uses those.</summary>
internal sealed class RequestPool : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private static readonly (EventId, LogLevel)[] AlsoThrown =
    [
        (RelationalEventId.ConnectionError, LogLevel.Debug),
        (RelationalEventId.CommandError, LogLevel.Debug),
        (CoreEventId.QueryIterationFailed, LogLevel.Debug),
        (CoreEventId.SaveChangesFailed, LogLevel.Debug),
        (CoreEventId.OptimisticConcurrencyException, LogLevel.Debug),
    ];

    private readonly PooledDbContextFactory<TodoDb> contexts;
    private int users;

    public RequestPool(string url, DatabaseSettings settings, ILoggerFactory loggers)
    {
        Url = url;
        Source = new NpgsqlDataSourceBuilder(Text(url, settings).ConnectionString) { Name = "requests" }.UseLoggerFactory(loggers).Build();
        var options = new DbContextOptionsBuilder<TodoDb>();
        options.UseNpgsql(Source).UseLoggerFactory(loggers).EnableThreadSafetyChecks(false)
            .ConfigureWarnings(warnings => warnings
                // Which rows a batch of a purge takes first does not matter.
                .Ignore(CoreEventId.RowLimitingOperationWithoutOrderByWarning)
                // Whoever asked handles the exception, or it is logged where it ends.
                .Log(AlsoThrown));
        contexts = new PooledDbContextFactory<TodoDb>(options.Options, poolSize: 256);
    }

    public string Url { get; }

    public NpgsqlDataSource Source { get; }

    /// <summary>One user more; each has to leave.</summary>
    public void Enter() => Interlocked.Increment(ref users);

    public void Leave() => Interlocked.Decrement(ref users);

    /// <summary>A context for a user that has entered; its disposal leaves.</summary>
    public TodoDb CreateContext()
    {
        try
        {
            var context = contexts.CreateDbContext();
            context.Pool = this;
            return context;
        }
        catch
        {
            Leave();
            throw;
        }
    }

    /// <summary>One of its connections, to keep the login in use; null when none is to be had.</summary>
    public async Task<NpgsqlConnection?> HoldAsync(CancellationToken cancellation)
    {
        try
        {
            return await Source.OpenConnectionAsync(cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return null; // Busy to the last connection, which holds the login as well, or the login is refused already.
        }
    }

    /// <summary>
    /// Ends its sessions as they become idle, until nobody uses it or the time is over. A request makes several queries, on a
    /// connection each: meanwhile the one that is held keeps the login from being taken away between two of them.
    /// </summary>
    public async Task DrainAsync(NpgsqlConnection? held, TimeSpan atMost, TimeProvider time, CancellationToken cancellation)
    {
        var begun = time.GetTimestamp();
        await using (held)
        {
            Source.Clear();
            while (Volatile.Read(ref users) > 0 && time.GetElapsedTime(begun) < atMost)
            {
                await Task.Delay(Look, time, cancellation);
                Source.Clear();
            }
        }

        await DisposeAsync();
    }

    public ValueTask DisposeAsync() => Source.DisposeAsync();

    private static NpgsqlConnectionStringBuilder Text(string url, DatabaseSettings settings)
    {
        var text = DatabaseUrl.Parse(url);
        text.ApplicationName ??= "todo-backend";
        text.MaxPoolSize = settings.MaxConnections;
        text.Timeout = 5;
        text.NoResetOnClose = true;
        text.MaxAutoPrepare = settings.Pooled ? 0 : 100;
        text.AutoPrepareMinUsages = 2;
        text.CommandTimeout = (int)Math.Ceiling(settings.StatementTimeout.TotalSeconds) + 2;
        if (!settings.Pooled)
        {
            // A pooler refuses start-up options; there the role's own setting does this (docs/postgres.md).
            text.Options = $"{text.Options} -c statement_timeout={(long)settings.StatementTimeout.TotalMilliseconds}".Trim();
        }

        return text;
    }
}
