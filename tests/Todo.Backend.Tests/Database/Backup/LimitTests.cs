using System.Diagnostics;
using Todo.Testing;

namespace Todo.Backend.Tests.Database.Backup;

/// <summary>Little memory, and a store that is full.</summary>
[Trait("rule", "C12")]
public sealed class LimitTests
{
    [Fact]
    public async Task A_hundred_thousand_rows_need_no_more_memory_than_a_few()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var store = new StoreFolder();
        for (var first = 0; first < 100_000; first += 5000)
        {
            await database.ExecuteAsync(
                $"insert into users (subject, email, name) select n::text, n || '@example.com', (select string_agg(md5(random()::text || n || i), '') from generate_series(1, 30) i) from generate_series({first + 1}, {first + 5000}) n");
        }

        // Of the managed heap: the rows are many times as much.
        var settings = new Dictionary<string, string?>(store.Settings, StringComparer.Ordinal) { ["DOTNET_GCHeapHardLimit"] = "0x2000000" };
        var saved = (await BackendVerb.RunAsync(database.ConnectionString, settings, "backup-store")).Succeeded();
        Assert.True(new FileInfo(store.Below(store.Names[0])).Length > 40 << 20, saved.Error);
        (await BackendVerb.RunAsync(database.ConnectionString, settings, "restore-store")).Succeeded();
    }

    [Fact]
    public async Task A_full_volume_fails_clearly_leaves_nothing_behind_and_keeps_what_was_there()
    {
        Assert.SkipUnless(Environment.UserName == "root", "A small volume is mounted by root only.");
        await using var database = await TestDatabase.CreateAsync();
        using var store = new StoreFolder();
        Run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", store.Path);
        try
        {
            (await store.RunAsync(database, "backup-store")).Succeeded();
            var before = store.Names;
            await database.ExecuteAsync(
                "insert into users (subject, email, name, time_zone) select n::text, n || '@example.com', (select string_agg(md5(random()::text || n || i), '') from generate_series(1, 20) i), 'UTC' from generate_series(1, 2000) n");

            (await store.RunAsync(database, "backup-store")).Failed(1, "can't be written");

            Assert.Equal(before, store.Names);
            (await store.RunAsync(database, "restore-store")).Succeeded();
            Assert.Equal(0, await StoreTests.CountAsync(database));
        }
        finally
        {
            Run("umount", store.Path);
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
