using Microsoft.Extensions.Logging.Abstractions;
using Todo.Backend.Database;
using Todo.Hosting.Settings;
using Todo.Testing;

namespace Todo.Backend.Tests.Database;

[Trait("rule", "A15")]
public sealed class MigratorTests
{
    [Fact]
    public async Task Processes_that_start_at_once_apply_each_script_once()
    {
        await using var empty = await TestDatabase.CreateAsync(migrated: false);

        var applied = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            await using var database = Open(empty);
            return await Migrator(database).MigrateAsync(CancellationToken.None);
        })));

        Assert.Single(applied, names => names.Count > 0);
        await using var after = Open(empty);
        Assert.Equal(SchemaState.Current, await Migrator(after).StateAsync(CancellationToken.None));
    }

    [Fact]
    public async Task An_edited_script_is_refused_with_its_name()
    {
        await using var copy = await TestDatabase.CreateAsync();
        await copy.ExecuteAsync("update schema_migrations set checksum = 'other' where name = '0002_tasks.sql'");
        await using var database = Open(copy);

        var refusal = await Assert.ThrowsAsync<MigrationException>(() => Migrator(database).MigrateAsync(CancellationToken.None));

        Assert.Contains("0002_tasks.sql", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_ahead_of_the_program_is_tolerated_and_one_behind_is_not()
    {
        await using var copy = await TestDatabase.CreateAsync();
        await using var database = Open(copy);
        await copy.ExecuteAsync("insert into schema_migrations (name, checksum) values ('9999_next.sql', 'x')");
        Assert.Equal(SchemaState.Ahead, await Migrator(database).StateAsync(CancellationToken.None));

        await copy.ExecuteAsync("delete from schema_migrations where name in ('9999_next.sql', '0004_chat.sql')");
        Assert.Equal(SchemaState.Behind, await Migrator(database).StateAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_script_that_fails_is_rolled_back_and_named()
    {
        await using var empty = await TestDatabase.CreateAsync(migrated: false);
        await empty.ExecuteAsync("create table users (id int)");
        await using var database = Open(empty);

        var failure = await Assert.ThrowsAsync<MigrationException>(() => Migrator(database).MigrateAsync(CancellationToken.None));

        Assert.Contains("0001_accounts.sql", failure.Message, StringComparison.Ordinal);
        Assert.Equal(SchemaState.Behind, await Migrator(database).StateAsync(CancellationToken.None));
    }

    private static Migrator Migrator(TodoDatabase database) => new(database, NullLogger<Migrator>.Instance, TimeProvider.System);

    private static TodoDatabase Open(TestDatabase database) =>
        new(SettingsReader.Read<DatabaseSettings>([new("BACKEND_DATABASE_URL", database.ConnectionString)], "BACKEND"), NullLoggerFactory.Instance, TimeProvider.System);
}
