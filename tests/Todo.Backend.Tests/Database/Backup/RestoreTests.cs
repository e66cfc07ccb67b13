using System.Collections.Concurrent;
using Npgsql;
using Todo.Backend.Tests.Journal;
using Todo.Backend.Tests.Tasks;
using Todo.Testing;

namespace Todo.Backend.Tests.Database.Backup;

[Trait("rule", "C12")]
public sealed class RestoreTests
{
    [Fact]
    public async Task A_restore_while_a_backend_works_ends_well_for_it_and_for_its_clients()
    {
        await using var backend = await TestBackend.StartAsync(settings: TasksFixture.Unlimited);
        using var store = new StoreFolder();
        var before = await TestUser.CreateAsync(backend);
        await before.AddTitleAsync("Acknowledged");
        (await store.RunAsync(backend.Database, "backup-store")).Succeeded();
        var after = await TestUser.CreateAsync(backend);
        await using var events = await EventClient.OpenNowAsync(before.Client);
        var epoch = events.LastId!.Split('-')[0];

        var seen = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        using var end = new CancellationTokenSource();
        var load = Enumerable.Range(0, 8).Select(number => Task.Run(() => WorkAsync(number % 4 == 3 ? after : before, seen, end.Token))).ToList();
        while (seen.GetValueOrDefault("POST 201") < 20)
        {
            await Task.Delay(20);
        }

        (await store.RunAsync(backend.Database, "restore-store")).Succeeded();
        var reset = await events.NextAsync();
        while (reset is { Type: not "reset" })
        {
            reset = await events.NextAsync();
        }

        await end.CancelAsync();
        await Task.WhenAll(load);

        Assert.NotEqual(epoch, reset!.Epoch);
        Assert.All(seen.Keys, key => Assert.Contains(key.Split(' ')[1], new[] { "200", "201", "204", "401", "404", "503" }));
        Assert.Equal(201, (await before.SendAsync("POST", "/api/tasks", """{"title":"Afterwards"}""")).Status);
        Assert.Contains("Acknowledged", (await before.SendAsync("GET", "/api/tasks?q=Acknowledged")).Text, StringComparison.Ordinal);
        Assert.Equal(401, (await after.SendAsync("POST", "/api/tasks", """{"title":"Of nobody"}""")).Status);
    }

    [Fact]
    [Trait("rule", "C11")]
    public async Task After_the_loss_of_the_volume_an_empty_database_is_filled_as_its_owner_and_the_application_has_its_rights()
    {
        await using var roles = await TwoRoles.CreateAsync();
        using var store = new StoreFolder();
        var settings = new Dictionary<string, string?>(store.Settings, StringComparer.Ordinal) { ["BACKEND_DATABASE_MIGRATION_URL"] = roles.Owner };
        await roles.MakeDatabaseAsync();
        (await BackendVerb.RunAsync(roles.Application, settings, "migrate")).Succeeded();
        await TwoRoles.ExecuteAsync(roles.Application, "insert into users (subject, email, name) select 's' || n, n || '@example.com', 'Ann' from generate_series(1, 7) n");
        (await BackendVerb.RunAsync(roles.Application, settings, "backup-store")).Succeeded();

        await roles.MakeDatabaseAsync();
        (await BackendVerb.RunAsync(roles.Application, settings, "restore-store")).Succeeded();

        Assert.Equal(7L, await TwoRoles.ExecuteAsync(roles.Application, "select count(*) from users"));
        await TwoRoles.ExecuteAsync(roles.Application, "insert into users (subject, email, name) values ('new', 'new@example.com', 'Bob')");
        Assert.Equal(8L, await TwoRoles.ExecuteAsync(roles.Application, "select max(id) from users"));
        Assert.Equal(0L, await TwoRoles.ExecuteAsync(
            roles.Application,
            "select count(*) from pg_class, unnest(array['select', 'insert', 'update', 'delete']) right_to where relnamespace = 'public'::regnamespace and relkind = 'r' and not has_table_privilege(oid, right_to)"));
        Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => TwoRoles.ExecuteAsync(roles.Application, "drop table users"))).SqlState);
    }

    [Fact]
    public async Task A_database_that_is_held_on_to_is_left_alone_and_named_as_in_use()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var store = new StoreFolder();
        await StoreTests.AddUsersAsync(database, 1);
        (await store.RunAsync(database, "backup-store")).Succeeded();
        await StoreTests.AddUsersAsync(database, 1);
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using (await connection.BeginTransactionAsync())
        {
            await using var command = new NpgsqlCommand("update users set name = 'held'", connection);
            await command.ExecuteNonQueryAsync();
            (await store.RunAsync(database, "restore-store")).Failed(1, "The database is in use");
        }

        Assert.Equal(2, await StoreTests.CountAsync(database));
    }

    private static async Task WorkAsync(TestUser user, ConcurrentDictionary<string, int> seen, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            foreach (var (method, path, json) in new[]
            {
                ("POST", "/api/tasks", """{"title":"Of the load"}"""),
                ("GET", "/api/tasks?limit=20", null),
                ("PATCH", "/api/tasks/1", """{"priority":"high"}"""),
            })
            {
                var answer = await user.SendAsync(method, path, json);
                seen.AddOrUpdate($"{method} {answer.Status}{(answer.Status == 500 ? answer.Text : "")}", 1, (_, count) => count + 1);
            }
        }
    }
}
