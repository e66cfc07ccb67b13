using Npgsql;

namespace Todo.Backend.Database;

/// <summary>
/// The connections of this process: one pool for requests, and single direct connections for what a pooler can't carry.
/// When the file behind a URL changes (user and password are one secret), <see cref="LoginWatch"/> tries the new login and
/// puts it in the place of the old one, pool and contexts as a whole.
/// </summary>
public sealed class TodoDatabase(DatabaseSettings settings, ILoggerFactory loggers, TimeProvider time) : IAsyncDisposable
{
    // A role is to be without a session within a minute of the swap; requests end in well under this.
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(45);

    private readonly Lock making = new();
    private RequestPool? current;
    private DirectLogin? direct;

    /// <summary>The pool for requests, on the login that works.</summary>
    public NpgsqlDataSource DataSource => Current().Source;

    /// <summary>The login for LISTEN that works.</summary>
    public DirectLogin Direct
    {
        get
        {
            lock (making)
            {
                return direct ??= new DirectLogin(settings.DirectUrl?.Current ?? Current().Url);
            }
        }
    }

    /// <summary>A pooled context; dispose it to give it back.</summary>
    public TodoDb CreateContext()
    {
        while (true)
        {
            var pool = Current();
            pool.Enter();
            if (ReferenceEquals(pool, Volatile.Read(ref current)))
            {
                return pool.CreateContext();
            }

            pool.Leave(); // Swapped in between: its drain may not have seen this user.
        }
    }

    /// <summary>An open connection as the schema's owner, for migrations, backup and restore. The caller disposes it.</summary>
    public Task<NpgsqlConnection> OpenOwnerAsync(CancellationToken cancellation) =>
        DirectLogin.OpenAsync(settings.Owner.Url.Current, cancellation);

    public async ValueTask DisposeAsync()
    {
        direct?.Dispose();
        if (current is not null)
        {
            await current.DisposeAsync();
        }
    }

    /// <summary>
    /// PostgreSQL has ended a session: those that lie idle have likely ended with it, and each would fail the request that gets it. Requests get new
    /// ones instead.
    /// </summary>
    internal void ForgetSessions() => DataSource.Clear();

    /// <summary>The login that requests are on.</summary>
    internal string Url => Current().Url;

    /// <summary>Puts requests on a login that has been tried, and ends with the last session of the old one.</summary>
    internal async Task SwapAsync(string url, CancellationToken cancellation)
    {
        var held = await Current().HoldAsync(cancellation);
#pragma warning disable CA2000 // disposed when it has drained, or with this
        var old = Interlocked.Exchange(ref current, new RequestPool(url, settings, loggers))!;
#pragma warning restore CA2000
        if (settings.DirectUrl is null)
        {
            await SwapDirectAsync(url);
        }

        await old.DrainAsync(held, DrainTime, time, cancellation);
    }

    /// <summary>Has direct connections made anew on a login that has been tried.</summary>
    internal async Task SwapDirectAsync(string url)
    {
        DirectLogin old;
        lock (making)
        {
            old = Direct;
            direct = new DirectLogin(url);
        }

        await old.ReplaceAsync();
        old.Dispose();
    }

    private RequestPool Current()
    {
        if (Volatile.Read(ref current) is { } pool)
        {
            return pool;
        }

        lock (making)
        {
            return current ??= new RequestPool(settings.Url.Current, settings, loggers);
        }
    }
}
