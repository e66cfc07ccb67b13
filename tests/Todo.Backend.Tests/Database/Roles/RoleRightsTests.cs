using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Todo.Backend.Database;
using Todo.Backend.Tests.Tasks;
using Todo.Hosting.Settings;
using Todo.Testing;
using static Todo.Backend.Tests.Database.Roles.RolesProcess;

namespace Todo.Backend.Tests.Database.Roles;

/// <summary>Either login is enough for the whole backend, and for no more.</summary>
[Trait("rule", "C11")]
[Trait("rule", "E2")]
public sealed class RoleRightsTests
{
    [Fact]
    public async Task The_backend_works_as_either_login_on_a_schema_of_the_owner()
    {
        await using var server = await PeerServer.StartAsync();
        await using var roles = Start(server, Url("todo_owner", "owner"), Url("todo_a", "first"));
        await roles.ToldAsync("RolesDone");
        await MigrateAsync(server);

        await WorksAsync(server.To("todo_a", "first"));
        roles.WriteApplication(Url("todo_b", "second"));
        await server.OpensAsync("todo_b", "second");
        await roles.ToldAsync("RolesDone", "todo_b");
        await WorksAsync(server.To("todo_b", "second"));

        // A table of the next release is theirs as well; the schema itself is not.
        await ExecuteAsync(server.To("todo_owner", "owner"), "create table later (id bigint generated always as identity primary key)");
        await ExecuteAsync(server.To("todo_b", "second"), "insert into later default values");
        var refused = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(server.To("todo_b", "second"), "create table mine (id int)"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        Assert.Equal(0L, await server.AskAsync<long>("""
            select count(*) from pg_tables t, unnest(array['todo_a', 'todo_b']) r, unnest(array['select', 'insert', 'update', 'delete']) p
            where t.schemaname = 'public' and not has_table_privilege(r, format('%I.%I', t.schemaname, t.tablename), p)
            """));
    }

    [Fact]
    public async Task Nobody_else_gets_in()
    {
        await using var server = await PeerServer.StartAsync();
        await using var roles = Start(server, Url("todo_owner", "owner"), Url("todo_a", "first"));
        await roles.ToldAsync("RolesDone");

        await server.AdministerAsync("create role stranger login password 'x'");

        Assert.False(await server.LogsInAsync("stranger", "x"));
        Assert.Equal("C.UTF-8", await server.AskAsync<string>("select coalesce(to_jsonb(d)->>'datlocale', datctype) from pg_database d where datname = 'todo'"));
        Assert.False(await server.AskAsync<bool>("select bool_or(rolsuper or rolcreatedb or rolcreaterole or rolreplication) from pg_roles where rolname like 'todo%'"));
    }

    private static async Task MigrateAsync(PeerServer server)
    {
        var settings = SettingsReader.Read<DatabaseSettings>([new("BACKEND_DATABASE_URL", server.To("todo_owner", "owner"))], "BACKEND");
        await using var database = new TodoDatabase(settings, NullLoggerFactory.Instance, TimeProvider.System);
        Assert.NotEmpty(await new Migrator(database, NullLogger<Migrator>.Instance, TimeProvider.System).MigrateAsync(CancellationToken.None));
    }

    // An account, tasks, an answer of the assistant that changes one, undo, trash: each table is written.
    private static async Task WorksAsync(string connectionString)
    {
        await using var backend = await TestBackend.StartAsync(TestDatabase.At("todo", connectionString), TasksFixture.Unlimited);
        var user = await TestUser.CreateAsync(backend);
        var path = $"/api/tasks/{(await user.AddTitleAsync("milk")).Id()}";
        Assert.Equal(200, (await user.SendAsync("PATCH", path, """{"title":"oat milk"}""")).Status);
        Assert.Equal(200, (await user.SendAsync("GET", "/api/tasks?q=oat")).Status);
        Assert.Equal(200, (await user.SendAsync("POST", "/api/chat", """{"message":"add task bread"}""")).Status);
        Assert.Equal(204, (await user.SendAsync("DELETE", path)).Status);
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
