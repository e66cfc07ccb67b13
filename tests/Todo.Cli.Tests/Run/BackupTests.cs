using System.IO.Compression;

namespace Todo.Cli.Tests.Run;

public sealed class BackupTests
{
    private const string Email = "ann@example.org";

    // Null is npm's 18, which a new folder takes by itself.
    private static readonly Dictionary<string, string?> On15 = new(StringComparer.Ordinal) { ["TODO_POSTGRES_BIN"] = "/usr/lib/postgresql/15/bin" };
    private static readonly Dictionary<string, string?> On18 = new(StringComparer.Ordinal) { ["TODO_POSTGRES_BIN"] = null };

    [Theory]
    [Trait("rule", "C12")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_backup_taken_from_a_running_Todo_restores_into_another_version_of_PostgreSQL(bool upwards)
    {
        var (from, to) = upwards ? (On15, On18) : (On18, On15);
        using var temp = new TempFolder();
        await using (var run = TodoProcess.Run(temp.Below("old"), from))
        {
            using var ann = new Visitor(await run.ReadyAsync());
            await ann.SignUpAsync(Email);
            await ann.AddAsync("Buy milk");
            await ann.AddAsync("Übung, 買い物 🥛 \\. \\t");
            await SuccessAsync(from, "backup", temp.Below("all.todo"), "--data", temp.Below("old"));
        }

        await SuccessAsync(to, "restore", temp.Below("all.todo"), "--data", temp.Below("new"));
        await SuccessAsync(to, "backup", temp.Below("again.todo"), "--data", temp.Below("new"));
        Assert.Equal(Rows(temp.Below("all.todo")), Rows(temp.Below("again.todo")));
        Assert.NotEqual(Version(temp.Below("old")), Version(temp.Below("new")));

        await using var moved = TodoProcess.Run(temp.Below("new"), to);
        using var again = new Visitor(await moved.ReadyAsync());
        await again.SignInAsync(Email);
        Assert.Equal(2, (await again.TitlesAsync()).Length);
    }

    [Fact]
    [Trait("rule", "C12")]
    public async Task A_damaged_or_cut_file_and_a_database_with_data_are_refused_and_nothing_changes()
    {
        using var temp = new TempFolder();
        await using var run = TodoProcess.Run(temp.Below("data"));
        using var ann = new Visitor(await run.ReadyAsync());
        await ann.SignUpAsync(Email);
        await ann.AddAsync("Buy milk");
        await SuccessAsync(On18, "backup", temp.Below("all.todo"), "--data", temp.Below("data"));
        var lines = Lines(temp.Below("all.todo"));
        Write(temp.Below("damaged.todo"), [.. lines.Select(line => line.Replace("Buy milk", "Buy silk", StringComparison.Ordinal))]);
        Write(temp.Below("cut.todo"), lines[..^1]);
        await File.WriteAllTextAsync(temp.Below("letter.todo"), "Dear Ann");

        await RefusedAsync("checksum", "damaged.todo", "--replace");
        await RefusedAsync("only a part of a backup", "cut.todo", "--replace");
        await RefusedAsync("is no backup", "letter.todo", "--replace");
        await RefusedAsync("The database is not empty", "all.todo");
        Assert.Equal(["Buy milk"], await ann.TitlesAsync());

        async Task RefusedAsync(string reason, string file, params string[] options)
        {
            await using var restore = await TodoProcess.ToEndAsync(null, ["restore", temp.Below(file), "--data", temp.Below("data"), .. options]);
            Assert.Equal(1, await restore.ExitedAsync());
            Assert.Contains(reason, Assert.Single(restore.Errors), StringComparison.Ordinal);
        }
    }

    [Fact]
    [Trait("rule", "C12")]
    public async Task A_restore_in_place_of_what_is_there_brings_the_old_state_back_and_renews_the_journals_epoch()
    {
        using var temp = new TempFolder();
        await using var run = TodoProcess.Run(temp.Below("data"));
        using var ann = new Visitor(await run.ReadyAsync());
        await ann.SignUpAsync(Email);
        await ann.AddAsync("Buy milk");
        var before = await ann.EventIdAsync();
        await SuccessAsync(On18, "backup", temp.Below("all.todo"), "--data", temp.Below("data"));
        await ann.AddAsync("Buy bread");
        await SuccessAsync(On18, "restore", temp.Below("all.todo"), "--replace", "--data", temp.Below("data"));
        Assert.Equal(["Buy milk"], await ann.TitlesAsync());
        Assert.NotEqual(before.Split('-')[0], (await ann.EventIdAsync()).Split('-')[0]);
    }

    private static async Task SuccessAsync(Dictionary<string, string?> environment, params string[] arguments)
    {
        await using var command = await TodoProcess.ToEndAsync(environment, arguments);
        Assert.True(await command.ExitedAsync() == 0, command.Everything);
    }

    private static string Version(string data) => File.ReadAllText(Path.Combine(data, "postgres", "PG_VERSION")).Trim();

    // All but the line that says when and where it was made.
    private static string[] Rows(string file) => [.. Lines(file).Where((_, line) => line != 1)];

    private static string[] Lines(string file)
    {
        using var text = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        return text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static void Write(string file, string[] lines)
    {
        using var text = new StreamWriter(new GZipStream(File.Create(file), CompressionLevel.Fastest));
        text.Write(string.Concat(lines.Select(line => line + "\n")));
    }
}
