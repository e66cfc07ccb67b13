using Npgsql;
using Todo.Testing;

namespace Todo.Backend.Tests.Database.Backup;

/// <summary>A database of an owner, and a role of the application with the rights that docs/postgres.md gives it.</summary>
internal sealed class TwoRoles : IAsyncDisposable
{
    private const string Password = "of the tests";
    private readonly string name;

    private TwoRoles(string name, string owner, string application)
    {
        this.name = name;
        Owner = owner;
        Application = application;
    }

    public string Owner { get; }

    public string Application { get; }

    public static async Task<TwoRoles> CreateAsync()
    {
        var prefix = $"roles_{Guid.NewGuid():N}";
        await PostgresServer.ExecuteAsync($"create role {prefix}_owner login password '{Password}'; create role {prefix}_app login password '{Password}'");
        var admin = new NpgsqlConnectionStringBuilder(await PostgresServer.AdminAsync()) { Pooling = false, Database = prefix, Password = Password };
        admin.Username = $"{prefix}_owner";
        var owner = admin.ConnectionString;
        admin.Username = $"{prefix}_app";
        return new TwoRoles(prefix, owner, admin.ConnectionString);
    }

    /// <summary>An empty database, in place of the one there was.</summary>
    public async Task MakeDatabaseAsync()
    {
        await PostgresServer.ExecuteAsync($"drop database if exists {name} with (force)");
        await PostgresServer.ExecuteAsync($"create database {name} owner {name}_owner template template0");
        await ExecuteAsync(Owner, $"alter default privileges in schema public grant select, insert, update, delete on tables to {name}_app");
    }

    public static async Task<object?> ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await PostgresServer.ExecuteAsync($"drop database if exists {name} with (force)");
        await PostgresServer.ExecuteAsync($"drop role {name}_owner; drop role {name}_app");
    }
}
