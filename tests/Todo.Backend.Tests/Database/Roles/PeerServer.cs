using System.Collections.Concurrent;
using Npgsql;
using Todo.Cli.Postgres;

namespace Todo.Backend.Tests.Database.Roles;

/// <summary>
/// A PostgreSQL as the chart runs it: fresh, the superuser by peer login on the socket, everybody else by password. The user of the tests
/// stands for the superuser's, by a map.
/// </summary>
internal sealed class PeerServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string path = Path.Combine(Path.GetTempPath(), $"todo-roles-{Guid.NewGuid():N}");
    private readonly DataFolder folder;
    private readonly ServerOptions options;
    private EmbeddedPostgres? server;

    private PeerServer()
    {
        folder = DataFolder.Open(path);
        options = new ServerOptions { Durable = false, Superuser = true, Log = Log.Enqueue };
    }

    public ConcurrentQueue<string> Log { get; } = new();

    /// <summary>The socket's folder; the same as long as the server runs.</summary>
    public string Socket { get; private set; } = "";

    public static async Task<PeerServer> StartAsync()
    {
        var made = new PeerServer();
        await made.RunAsync();
        var role = new NpgsqlConnectionStringBuilder(made.server!.ConnectionString) { Pooling = false }.ConnectionString;
        await File.WriteAllTextAsync(Path.Combine(made.folder.Postgres, "pg_hba.conf"), "local all postgres peer map=tests\nlocal all all scram-sha-256\n");
        await File.WriteAllTextAsync(Path.Combine(made.folder.Postgres, "pg_ident.conf"), $"tests {Environment.UserName} postgres\n");
        await ExecuteAsync(role, "alter system set log_statement = 'all'");
        await ExecuteAsync(role, "select pg_reload_conf()");
        await made.OpensAsync("postgres", null, "postgres");

        // What the folder was made with stands in the way of the names we want.
        await made.AdministerAsync("drop database todo");
        await made.AdministerAsync("drop role todo");
        return made;
    }

    /// <summary>Again on the same volume, where it was stopped.</summary>
    public async Task RunAsync()
    {
        server = await EmbeddedPostgres.StartAsync(folder, options, CancellationToken.None);
        Socket = new NpgsqlConnectionStringBuilder(server.ConnectionString).Host!;
    }

    public async Task StopAsync()
    {
        await server!.DisposeAsync();
        server = null;
    }

    /// <summary>How to get in; without a password by peer login.</summary>
    public string To(string user, string? password, string database = "todo") => new NpgsqlConnectionStringBuilder
    {
        Host = Socket,
        Username = user,
        Password = password,
        Database = database,
        Pooling = false,
    }.ConnectionString;

    public Task AdministerAsync(string sql, string database = "postgres") => ExecuteAsync(To("postgres", null, database), sql);

    public async Task<T> AskAsync<T>(string sql, string database = "todo")
    {
        await using var connection = new NpgsqlConnection(To("postgres", null, database));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Whether this login works now.</summary>
    public async Task<bool> LogsInAsync(string user, string? password, string database = "todo")
    {
        await using var connection = new NpgsqlConnection(To(user, password, database));
        try
        {
            await connection.OpenAsync();
            return true;
        }
        catch (PostgresException)
        {
            return false;
        }
    }

    /// <summary>Waits until it does.</summary>
    public Task OpensAsync(string user, string? password, string database = "todo") => UntilAsync(() => LogsInAsync(user, password, database));

    /// <summary>Waits until it does no more.</summary>
    public Task ClosesAsync(string user, string password) => UntilAsync(async () => !await LogsInAsync(user, password));

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        folder.Dispose();
        Directory.Delete(path, recursive: true);
    }

    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            await Task.Delay(50, patience.Token);
        }
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
