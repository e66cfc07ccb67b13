using Npgsql;

namespace Todo.Testing;

/// <summary>The PostgreSQL that the tests talk to: the one that TODO_TEST_POSTGRES names.</summary>
public static class PostgresServer
{
    public const string Variable = "TODO_TEST_POSTGRES";

    /// <summary>An administrator's connection string.</summary>
    public static string Admin { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text
        ? text
        : throw new InvalidOperationException($"{Variable} is not set: run the tests with ./todo test, or name a PostgreSQL that may create databases, such as 'Host=localhost;Username=postgres;Password=…'.");

    public static string To(string database) => new NpgsqlConnectionStringBuilder(Admin) { Database = database }.ConnectionString;

    public static async Task ExecuteAsync(string sql, string? database = null)
    {
        await using var connection = new NpgsqlConnection(database is null ? new NpgsqlConnectionStringBuilder(Admin) { Pooling = false }.ConnectionString : To(database));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
