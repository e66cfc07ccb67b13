using System.Diagnostics;
using Npgsql;
using Todo.Testing;

namespace Todo.Backend.Tests.Database;

/// <summary><c>backend migrate</c> as a process, before, while and after there is a database.</summary>
[Trait("rule", "C11")]
public sealed class MigrateTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task It_waits_for_the_role_and_the_database()
    {
        var name = $"test_{Guid.NewGuid():N}";
        var login = new NpgsqlConnectionStringBuilder(await PostgresServer.AdminAsync()) { Username = name, Password = name, Database = name, Pooling = false };
        using var migrate = Start(login.ConnectionString, "45s");
        await UntilLineAsync(migrate, "Waiting for PostgreSQL (BACKEND_DATABASE_MIGRATION_URL, ");
        await PostgresServer.ExecuteAsync($"create role {name} login password '{name}'");
        try
        {
            await PostgresServer.ExecuteAsync($"create database {name} template template0 owner {name}");
            Assert.Equal(0, await EndAsync(migrate));
            Assert.Contains("Applied 0001_accounts.sql", await migrate.StandardOutput.ReadToEndAsync(), StringComparison.Ordinal);
        }
        finally
        {
            await PostgresServer.ExecuteAsync($"drop database if exists {name} with (force)");
            await PostgresServer.ExecuteAsync($"drop role {name}");
        }
    }

    [Theory]
    [InlineData("postgres://todo:a-password@127.0.0.1:1/todo", "127.0.0.1:1")]
    [InlineData("postgres://todo:a-password@nowhere.invalid:5432/todo", "nowhere.invalid:5432")]
    public async Task It_gives_up_with_the_name_of_what_it_waited_for(string url, string address)
    {
        using var migrate = Start(url, "2s");

        Assert.Equal(1, await EndAsync(migrate));

        var last = (await migrate.StandardError.ReadToEndAsync()).TrimEnd().Split('\n')[^1];
        Assert.StartsWith($"PostgreSQL (BACKEND_DATABASE_MIGRATION_URL, {address}) could not be reached within 2 s: ", last, StringComparison.Ordinal);
        Assert.DoesNotContain("a-password", last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_fails_is_not_waited_for()
    {
        await using var database = await TestDatabase.CreateAsync(migrated: false);
        await database.ExecuteAsync("create table users (id int)");
        using var migrate = Start(database.ConnectionString, "1h");

        Assert.Equal(1, await EndAsync(migrate));

        var errors = await migrate.StandardError.ReadToEndAsync();
        Assert.Contains("0001_accounts.sql failed and was rolled back", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Waiting", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_url_that_is_none_is_a_wrong_setting()
    {
        using var migrate = Start("mysql://todo:a-password@localhost/todo", "1h");

        Assert.Equal(2, await EndAsync(migrate));

        var errors = await migrate.StandardError.ReadToEndAsync();
        Assert.Contains("BACKEND_DATABASE_MIGRATION_URL is neither postgres://", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("a-password", errors, StringComparison.Ordinal);
    }

    private static Process Start(string url, string timeout)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Todo.Backend.dll"), "migrate"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["BACKEND_DATABASE_URL"] = "postgres://todo_app@127.0.0.1:1/todo";
        start.Environment["BACKEND_DATABASE_MIGRATION_URL"] = url;
        start.Environment["BACKEND_STARTUP_TIMEOUT"] = timeout;
        return Process.Start(start)!;
    }

    private static async Task UntilLineAsync(Process process, string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (await process.StandardError.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"It ended without '{text}'.");
    }

    private static async Task<int> EndAsync(Process process)
    {
        using var patience = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(patience.Token);
        return process.ExitCode;
    }
}
