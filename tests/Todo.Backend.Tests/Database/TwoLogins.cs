using Npgsql;
using Todo.Testing;

namespace Todo.Backend.Tests.Database;

/// <summary>A database with two roles for the backend, and the files that its URLs come from.</summary>
internal sealed class TwoLogins : IAsyncDisposable
{
    private const string Password = "of-both-logins";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly string name = Guid.NewGuid().ToString("N");
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("todo-logins-");

    private TwoLogins(TestDatabase database) => Database = database;

    public TestDatabase Database { get; }

    public string First => $"todo_a_{name}";

    public string Second => $"todo_b_{name}";

    public Dictionary<string, string?> Settings => new(StringComparer.Ordinal)
    {
        ["BACKEND_DATABASE_URL"] = null,
        ["BACKEND_DATABASE_URL_FILE"] = Path.Combine(folder.FullName, "url"),
    };

    /// <summary>Both may use the tables; only the first may log in, and the backend's file names it.</summary>
    public static async Task<TwoLogins> CreateAsync()
    {
        var logins = new TwoLogins(await TestDatabase.CreateAsync());
        await logins.Database.ExecuteAsync(
            $"""
            create role {logins.First} login password '{Password}';
            create role {logins.Second} nologin password '{Password}';
            grant all on all tables in schema public to {logins.First}, {logins.Second};
            grant all on all sequences in schema public to {logins.First}, {logins.Second};
            """);
        await logins.NameAsync(logins.First);
        return logins;
    }

    public string Url(string role) => new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Username = role, Password = Password }.ConnectionString;

    public Task NameAsync(string role) => WriteAsync(Url(role));

    public Task WriteAsync(string url, string file = "url") => File.WriteAllTextAsync(PathOf(file), url);

    public string PathOf(string file) => Path.Combine(folder.FullName, file);

    public Task AllowAsync(string role) => Database.ExecuteAsync($"alter role {role} login");

    /// <summary>What is done to a role that no session uses any more.</summary>
    public Task LockAsync(string role) => Database.ExecuteAsync($"alter role {role} nologin");

    public Task<long> SessionsAsync(string role, string queries = "%") =>
        CountAsync($"select count(*) from pg_stat_activity where usename = '{role}' and query ilike '{queries}'");

    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            await Task.Delay(Pause, limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Database.ExecuteAsync($"drop owned by {First}, {Second}");
        await Database.DisposeAsync();
        await PostgresServer.ExecuteAsync($"drop role {First}, {Second}");
        folder.Delete(recursive: true);
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(await PostgresServer.AdminAsync());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
