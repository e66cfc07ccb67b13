using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;

namespace Todo.Backend.Database;

/// <summary>
/// The connections of this process: one pool for requests, and single direct connections for what a pooler can't carry.
/// When the file behind the URL changes (user and password are one secret), the pool and the contexts bound to it are
/// swapped as a whole and the old ones drain.
/// </summary>
public sealed class TodoDatabase(DatabaseSettings settings, ILoggerFactory loggers, TimeProvider time) : IAsyncDisposable
{
    // Contexts on the old pool live as long as their request; the longest drains in well under this.
    private static readonly TimeSpan DrainTime = TimeSpan.FromMinutes(1);

    private readonly Lock swapping = new();
    private Pool? current;

    /// <summary>The pool for requests, on today's credentials.</summary>
    public NpgsqlDataSource DataSource => Current().Source;

    /// <summary>A pooled context; dispose it to give it back.</summary>
    public TodoDb CreateContext() => Current().Contexts.CreateDbContext();

    /// <summary>An open connection past any pooler, for LISTEN. The caller disposes it.</summary>
    public Task<NpgsqlConnection> OpenDirectAsync(CancellationToken cancellation) =>
        OpenAsync((settings.DirectUrl ?? settings.Url).Current, cancellation);

    /// <summary>An open connection as the schema's owner, for migrations, backup and restore. The caller disposes it.</summary>
    public Task<NpgsqlConnection> OpenOwnerAsync(CancellationToken cancellation) =>
        OpenAsync((settings.MigrationUrl ?? settings.DirectUrl ?? settings.Url).Current, cancellation);

    public async ValueTask DisposeAsync()
    {
        if (current is { } pool)
        {
            await pool.Source.DisposeAsync();
        }
    }

    private static async Task<NpgsqlConnection> OpenAsync(string url, CancellationToken cancellation)
    {
        var text = DatabaseUrl.Parse(url);
        text.Pooling = false;
        text.ApplicationName ??= "todo-backend";
        var connection = new NpgsqlConnection(text.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellation);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private Pool Current()
    {
        var url = settings.Url.Current;
        var pool = Volatile.Read(ref current);
        return pool is not null && ReferenceEquals(pool.Url, url) ? pool : Swap(url);
    }

    private Pool Swap(string url)
    {
        lock (swapping)
        {
            if (current is { } pool && string.Equals(pool.Url, url, StringComparison.Ordinal))
            {
                current = pool with { Url = url };
                return current;
            }

            var next = Build(url);
            if (current is { } old)
            {
                _ = DrainAsync(old);
            }

            current = next;
            return next;
        }
    }

    private async Task DrainAsync(Pool old)
    {
        await Task.Delay(DrainTime, time);
        await old.Source.DisposeAsync();
    }

    private Pool Build(string url)
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

        var source = new NpgsqlDataSourceBuilder(text.ConnectionString) { Name = "requests" }.UseLoggerFactory(loggers).Build();
        var options = new DbContextOptionsBuilder<TodoDb>();
        options.UseNpgsql(source).UseLoggerFactory(loggers).EnableThreadSafetyChecks(false)
            // Which rows a batch of a purge takes first does not matter.
            .ConfigureWarnings(warnings => warnings.Ignore(CoreEventId.RowLimitingOperationWithoutOrderByWarning));
        return new Pool(url, source, new PooledDbContextFactory<TodoDb>(options.Options, poolSize: 256));
    }

    private sealed record Pool(string Url, NpgsqlDataSource Source, PooledDbContextFactory<TodoDb> Contexts);
}
