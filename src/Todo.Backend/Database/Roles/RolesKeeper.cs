using Npgsql;

namespace Todo.Backend.Database.Roles;

/// <summary>One pass after another: what the files say, the server gets.</summary>
internal sealed partial class RolesKeeper(
    DatabaseSettings urls, RolesSettings settings, RoleMaker maker, RoleLocks locks, TlsWatch tls, ILogger<RolesKeeper> logger) : IAsyncDisposable
{
    private NpgsqlConnection? server;
    private DesiredRoles? made;
    private string? trouble;

    /// <summary>
    /// True when the server has what some good pair of URLs said. A pair that is broken or refused later changes nothing, and is no
    /// reason to take the database away from those who use it: it is told in the log.
    /// </summary>
    public async Task<bool> PassAsync(CancellationToken cancellation)
    {
        try
        {
            var desired = DesiredRoles.Read(urls.MigrationUrl!.Current, urls.Url.Current);
            server ??= await OpenAsync(DesiredRoles.Superuser, cancellation);
            if (desired != made)
            {
                await maker.MakeAsync(server, desired, OpenAsync, cancellation);
                made = desired;
                Log.Done(logger, desired.Database, desired.Owner.Name, desired.Application.Name);
            }

            await locks.LookAsync(server, desired.Application.Name, cancellation);
            await tls.LookAsync(server, cancellation);
            trouble = null;
        }
        catch (FormatException e)
        {
            Tell(Log.Refused, e.Message);
        }
        catch (Exception e) when (e is NpgsqlException or IOException or UnauthorizedAccessException or TimeoutException or InvalidOperationException)
        {
            await LoseAsync();
            Tell(Log.Waiting, e.Message);
        }

        return made is not null;
    }

    public async ValueTask DisposeAsync() => await LoseAsync();

    // What is there after the next connection may be another server, on an older volume: everything is looked at again.
    private async Task LoseAsync()
    {
        made = null;
        tls.Forget();
        if (server is { } lost)
        {
            server = null;
            await lost.DisposeAsync();
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(string database, CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = settings.Socket,
            Port = settings.Port,
            Username = DesiredRoles.Superuser,
            Database = database,
            ApplicationName = "todo-roles",
            Pooling = false,
            SslMode = SslMode.Disable,
            Timeout = 3,
            CommandTimeout = 5,
            // A superuser must not meet functions that others have made.
            Options = "-c search_path=pg_catalog",
        }.ConnectionString);
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

    // Once, not each second.
    private void Tell(Action<ILogger, string> log, string reason)
    {
        if (trouble != reason)
        {
            trouble = reason;
            log(logger, reason);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Database {Database}, owner {Owner} and login {Login} are as the URLs say", EventName = "RolesDone")]
        public static partial void Done(ILogger logger, string database, string owner, string login);

        [LoggerMessage(2, LogLevel.Error, "Nothing was changed: {Reason}", EventName = "RolesRefused")]
        public static partial void Refused(ILogger logger, string reason);

        [LoggerMessage(3, LogLevel.Warning, "Waiting for PostgreSQL: {Reason}", EventName = "RolesWaiting")]
        public static partial void Waiting(ILogger logger, string reason);
    }
}
