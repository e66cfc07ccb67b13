using Todo.Backend.Database.Backup.S3;
using Todo.Backend.Database.Backup.Store;
using Todo.Testing;

namespace Todo.Backend.Tests.Database.Backup.S3;

[Trait("rule", "C12")]
public sealed class S3StoreTests
{
    [Fact]
    public async Task A_backup_is_made_listed_thinned_out_and_restored_through_failures_that_pass()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var server = await S3Server.StartAsync();
        await StoreTests.AddUsersAsync(database, 3);
        await server.FailAsync("PUT", "503", 2);
        (await RunAsync("backup-store")).Succeeded();
        server.MakeOld();
        await StoreTests.AddUsersAsync(database, 2);
        await server.FailAsync("GET", "500", 1);
        var second = (await RunAsync("backup-store", ("BACKEND_BACKUP_KEEP_DAILY", "1"), ("BACKEND_BACKUP_KEEP_WEEKLY", "0"))).Succeeded();
        Assert.Contains("removed: todo-2001", second.Error, StringComparison.Ordinal);

        Assert.Single((await RunAsync("backups")).Succeeded().Output.Trim().Split('\n'));
        await StoreTests.AddUsersAsync(database, 1);
        await server.FailAsync("GET", "cut", 1);
        (await RunAsync("restore-store")).Succeeded();
        Assert.Equal(5, await StoreTests.CountAsync(database));
        (await RunAsync("restore-store", words: "todo-20010101T000000Z.backup")).Failed(1, "There is no backup todo-20010101T000000Z.backup");

        (await RunAsync("backup-store", ("BACKEND_BACKUP_S3_SECRET_KEY", "another"))).Failed(1, "BACKEND_BACKUP_S3_SECRET_KEY");
        (await RunAsync("backup-store", ("BACKEND_BACKUP_STORE", "s3://others/main"))).Failed(1, "NoSuchBucket");

        Task<BackendVerb> RunAsync(string verb, (string Name, string Value) first = default, (string Name, string Value) other = default, string? words = null)
        {
            var settings = server.Settings;
            foreach (var (name, value) in new[] { first, other }.Where(setting => setting.Name is not null))
            {
                settings[name] = value;
            }

            return BackendVerb.RunAsync(database.ConnectionString, settings, words is null ? [verb] : [verb, words]);
        }
    }

    [Fact]
    public async Task A_large_backup_goes_up_in_parts_in_little_memory()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var server = await S3Server.StartAsync();
        await FillAsync(database, 30_000);
        var settings = server.Settings;
        settings["DOTNET_GCHeapHardLimit"] = "0x3000000";
        await server.FailAsync("PUT", "503", 1);

        var saved = (await BackendVerb.RunAsync(database.ConnectionString, settings, "backup-store")).Succeeded();

        await database.ExecuteAsync("delete from users");
        await server.FailAsync("GET", "cut", 1);
        (await BackendVerb.RunAsync(database.ConnectionString, settings, "restore-store")).Succeeded();
        Assert.True(await StoreTests.CountAsync(database) == 30_000, saved.Error);
    }

    [Fact]
    public async Task A_store_that_goes_away_in_the_middle_of_an_upload_leaves_no_backup()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var server = await S3Server.StartAsync();
        using var client = new S3Client(Read(server), TimeProvider.System);
        var store = new S3Store(client, "backups", "of todo/main/");
        var name = new BackupName(TimeProvider.System.GetUtcNow());
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.WriteAsync(
            name,
            async target =>
            {
                await target.WriteAsync(new byte[(2 * S3Upload.PartSize) + 1]);
                throw new InvalidOperationException("The database has gone.");
            },
            CancellationToken.None));
        Assert.Empty(await store.ListAsync(CancellationToken.None));

        await server.FailAsync("PUT", "500", 1000);
        (await BackendVerb.RunAsync(database.ConnectionString, server.Settings, "backup-store")).Failed(1, "refused a request: 500");
        Assert.Empty(await store.ListAsync(CancellationToken.None));

        server.Kill();
        (await BackendVerb.RunAsync(database.ConnectionString, server.Settings, "backup-store")).Failed(1, "can't be reached");
    }

    private static Task FillAsync(TestDatabase database, int users) => database.ExecuteAsync(
        $"insert into users (subject, email, name) select n::text, n || '@example.com', (select string_agg(md5(random()::text || n || i), '') from generate_series(1, 30) i) from generate_series(1, {users}) n");

    private static Todo.Backend.Database.Backup.BackupSettings Read(S3Server server) =>
        Todo.Hosting.Settings.SettingsReader.Read<Todo.Backend.Database.Backup.BackupSettings>(server.Settings.Where(setting => setting.Key.Contains("BACKUP", StringComparison.Ordinal)), "BACKEND");
}
