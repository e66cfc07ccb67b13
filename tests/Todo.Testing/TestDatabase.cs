using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Todo.Backend.Database;
using Todo.Hosting.Settings;

namespace Todo.Testing;

/// <summary>A database of its own, copied from a template that is migrated once a process.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private static readonly Lazy<Task<string>> Template = new(MakeTemplateAsync);

    private TestDatabase(string name, string connectionString)
    {
        Name = name;
        ConnectionString = connectionString;
    }

    public string Name { get; }

    public string ConnectionString { get; }

    public static async Task<TestDatabase> CreateAsync(bool migrated = true)
    {
        var name = $"test_{Guid.NewGuid():N}";
        var template = migrated ? await Template.Value : "template0";
        await PostgresServer.ExecuteAsync($"create database {name} template {template}");
        return new TestDatabase(name, await PostgresServer.ToAsync(name));
    }

    /// <summary>One that is there already, as another role or on another server. Not to be disposed: that drops it.</summary>
    public static TestDatabase At(string name, string connectionString) => new(name, connectionString);

    /// <summary>A context past the backend, to arrange and to look.</summary>
    public TodoDb Context() => new(new DbContextOptionsBuilder<TodoDb>().UseNpgsql(ConnectionString).Options);

    public Task ExecuteAsync(string sql) => PostgresServer.ExecuteAsync(sql, Name);

    public async ValueTask DisposeAsync()
    {
        await using (var connection = new NpgsqlConnection(ConnectionString))
        {
            NpgsqlConnection.ClearPool(connection);
        }

        await PostgresServer.ExecuteAsync($"drop database if exists {Name} with (force)");
    }

    private static async Task<string> MakeTemplateAsync()
    {
        var name = $"template_{Guid.NewGuid():N}";
        await PostgresServer.ExecuteAsync($"create database {name} template template0");
        var settings = SettingsReader.Read<DatabaseSettings>(
            [new("BACKEND_DATABASE_URL", new NpgsqlConnectionStringBuilder(await PostgresServer.ToAsync(name)) { Pooling = false }.ConnectionString)],
            "BACKEND");
        await using var database = new TodoDatabase(settings, NullLoggerFactory.Instance, TimeProvider.System);
        await new Migrator(database, NullLogger<Migrator>.Instance, TimeProvider.System).MigrateAsync(CancellationToken.None);
        if (Environment.GetEnvironmentVariable(PostgresServer.Variable) is { Length: > 0 })
        {
            // On a server that outlives this process.
            AppDomain.CurrentDomain.ProcessExit += (_, _) => PostgresServer.ExecuteAsync($"drop database if exists {name} with (force)").GetAwaiter().GetResult();
        }

        return name;
    }
}
