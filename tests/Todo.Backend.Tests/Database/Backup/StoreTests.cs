using Npgsql;
using Todo.Backend.Database.Backup.Store;
using Todo.Testing;

namespace Todo.Backend.Tests.Database.Backup;

[Trait("rule", "C12")]
public sealed class StoreTests
{
    [Fact]
    public async Task A_backup_is_made_listed_and_restored_and_only_the_key_opens_it()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var store = new StoreFolder();
        await AddUsersAsync(database, 3);

        var saved = (await store.RunAsync(database, "backup-store")).Succeeded();
        var name = Assert.Single(store.Names);
        Assert.NotNull(BackupName.Parse(name));
        Assert.Contains(name, saved.Error, StringComparison.Ordinal);
        Assert.Contains(name, (await store.RunAsync(database, "backups")).Succeeded().Output, StringComparison.Ordinal);
        Assert.Equal("todo-backup-encrypted 1", (await File.ReadAllLinesAsync(store.Below(name)))[0]);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(store.Below(name)));

        await AddUsersAsync(database, 2);
        (await store.RunAsync(database, "restore-store")).Succeeded();
        Assert.Equal(3, await CountAsync(database));

        var other = new Dictionary<string, string?>(store.Settings, StringComparer.Ordinal) { ["BACKEND_BACKUP_KEY"] = "another key of the tests, 32 bytes or more" };
        (await BackendVerb.RunAsync(database.ConnectionString, other, "restore-store", name)).Failed(1, "BACKEND_BACKUP_KEY_PREVIOUS");
        other["BACKEND_BACKUP_KEY_PREVIOUS"] = StoreFolder.Key;
        (await BackendVerb.RunAsync(database.ConnectionString, other, "restore-store", name)).Succeeded();
        (await BackendVerb.RunAsync(database.ConnectionString, other, "restore", store.Below(name), "--replace")).Succeeded();
        Assert.Equal(3, await CountAsync(database));
    }

    [Fact]
    public async Task A_damaged_backup_is_refused_before_anything_changes_and_another_can_be_named()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var store = new StoreFolder();
        await AddUsersAsync(database, 3);
        (await store.RunAsync(database, "backup-store")).Succeeded();
        var good = store.Names[0];
        var bytes = await File.ReadAllBytesAsync(store.Below(good));
        bytes[^20] ^= 1;
        await File.WriteAllBytesAsync(store.Below("todo-29991231T000000Z.backup"), bytes);
        await AddUsersAsync(database, 1);
        var epoch = await EpochAsync(database);

        (await store.RunAsync(database, "restore-store")).Failed(1, "damaged");
        (await store.RunAsync(database, "restore", store.Below("todo-29991231T000000Z.backup"), "--replace")).Failed(1, "damaged");
        (await store.RunAsync(database, "restore-store", "todo-20200101T000000Z.backup")).Failed(1, "There is no backup todo-20200101T000000Z.backup");
        (await store.RunAsync(database, "restore-store", "../secret")).Failed(1, "is no name of a backup");
        Assert.Equal((4L, epoch), (await CountAsync(database), await EpochAsync(database)));

        (await store.RunAsync(database, "restore-store", good)).Succeeded();
        Assert.Equal(3, await CountAsync(database));
        Assert.NotEqual(epoch, await EpochAsync(database));
    }

    [Fact]
    public async Task Old_backups_and_left_over_parts_go_and_nothing_else()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var store = new StoreFolder();
        string[] foreign = ["notes.txt", "todo-20010101T000000Z.backup.txt", "dump.part", "todo-20010102T000000Z.backup.part"];
        string[] old = ["todo-20010101T000000Z.backup", "todo-20010101T110000Z.backup", "todo-20010102T000000Z.backup", "todo-20010103T000000Z.backup.part"];
        foreach (var file in foreign.Concat(old))
        {
            await File.WriteAllTextAsync(store.Below(file), "x");
        }

        File.SetLastWriteTimeUtc(store.Below("todo-20010103T000000Z.backup.part"), new DateTime(2001, 1, 3, 0, 0, 0, DateTimeKind.Utc));
        File.SetLastWriteTimeUtc(store.Below("dump.part"), new DateTime(2001, 1, 3, 0, 0, 0, DateTimeKind.Utc));
        var settings = new Dictionary<string, string?>(store.Settings, StringComparer.Ordinal) { ["BACKEND_BACKUP_KEEP_DAILY"] = "2", ["BACKEND_BACKUP_KEEP_WEEKLY"] = "1" };

        var saved = (await BackendVerb.RunAsync(database.ConnectionString, settings, "backup-store")).Succeeded();

        Assert.Contains("todo-20010101T110000Z.backup, todo-20010101T000000Z.backup", saved.Error, StringComparison.Ordinal);
        Assert.Equal([.. foreign.Append("todo-20010102T000000Z.backup").Order(StringComparer.Ordinal)], store.Names.Where(name => name.Contains("2001", StringComparison.Ordinal) || !name.StartsWith("todo", StringComparison.Ordinal)));
        Assert.Equal(foreign.Length + 2, store.Names.Length);
    }

    [Fact]
    public async Task Two_at_once_leave_one_good_backup_or_two()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var store = new StoreFolder();
        await AddUsersAsync(database, 10);

        var both = await Task.WhenAll(store.RunAsync(database, "backup-store"), store.RunAsync(database, "backup-store"));

        Assert.Contains(both, verb => verb.Exit == 0);
        Assert.All(store.Names, name => Assert.NotNull(BackupName.Parse(name)));
        foreach (var name in store.Names)
        {
            (await store.RunAsync(database, "restore-store", name)).Succeeded();
            Assert.Equal(10, await CountAsync(database));
        }
    }

    [Fact]
    [Trait("rule", "E5")]
    public async Task A_missing_or_wrong_setting_is_named_with_exit_code_2()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var store = new StoreFolder();
        await RefusedAsync("BACKEND_BACKUP_STORE", null, "BACKEND_BACKUP_STORE is missing");
        await RefusedAsync("BACKEND_BACKUP_STORE", "backups", "must be an absolute path");
        await RefusedAsync("BACKEND_BACKUP_STORE", "s3://", "names no bucket");
        await RefusedAsync("BACKEND_BACKUP_STORE", "s3://bucket", "BACKEND_BACKUP_S3_ACCESS_KEY");
        await RefusedAsync("BACKEND_BACKUP_KEY", null, "BACKEND_BACKUP_KEY is missing");
        await RefusedAsync("BACKEND_BACKUP_KEY", "short", "BACKEND_BACKUP_KEY is too short");
        await RefusedAsync("BACKEND_BACKUP_KEEP_DAILY", "0", "BACKEND_BACKUP_KEEP_DAILY must be 1 or more");

        async Task RefusedAsync(string name, string? value, string reason)
        {
            var settings = new Dictionary<string, string?>(store.Settings, StringComparer.Ordinal) { [name] = value };
            (await BackendVerb.RunAsync(database.ConnectionString, settings, "backup-store")).Failed(2, reason);
        }
    }

    internal static Task AddUsersAsync(TestDatabase database, int count) => database.ExecuteAsync(
        $"insert into users (subject, email, name, time_zone) select gen_random_uuid(), gen_random_uuid() || '@example.com', 'Ann', 'UTC' from generate_series(1, {count})");

    internal static async Task<long> CountAsync(TestDatabase database) => (long)(await ScalarAsync(database, "select count(*) from users"))!;

    private static async Task<string> EpochAsync(TestDatabase database) => (string)(await ScalarAsync(database, "select epoch from journal_epoch"))!;

    private static async Task<object?> ScalarAsync(TestDatabase database, string sql)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
