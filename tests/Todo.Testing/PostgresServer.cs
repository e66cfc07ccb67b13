using Npgsql;
using Todo.Cli.Postgres;

namespace Todo.Testing;

/// <summary>The PostgreSQL that the tests talk to: the one that TODO_TEST_POSTGRES names, or one of their own in a temporary folder.</summary>
public static class PostgresServer
{
    public const string Variable = "TODO_TEST_POSTGRES";

    private static readonly Lazy<Task<string>> Started = new(StartAsync);

    /// <summary>An administrator's connection string.</summary>
    public static Task<string> AdminAsync() => Started.Value;

    public static async Task<string> ToAsync(string database) =>
        new NpgsqlConnectionStringBuilder(await AdminAsync()) { Database = database }.ConnectionString;

    /// <summary>Runs SQL in a database; as the administrator where none is named.</summary>
    public static async Task ExecuteAsync(string sql, string? database = null)
    {
        var text = database is null ? new NpgsqlConnectionStringBuilder(await AdminAsync()) { Pooling = false }.ConnectionString : await ToAsync(database);
        await using var connection = new NpgsqlConnection(text);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string> StartAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            return given;
        }

        var path = Path.Combine(Path.GetTempPath(), $"todo-tests-{Guid.NewGuid():N}");
        var folder = DataFolder.Open(path);
        var server = await EmbeddedPostgres.StartAsync(folder, new ServerOptions { Durable = false, Superuser = true }, CancellationToken.None);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            server.DisposeAsync().AsTask().GetAwaiter().GetResult();
            folder.Dispose();
            Directory.Delete(path, recursive: true);
        };
        return server.ConnectionString;
    }
}
