using Todo.Cli.Postgres;

namespace Todo.Cli.Tests.Postgres;

public sealed class DataFolderTests
{
    [Fact]
    public void A_second_run_on_the_same_folder_is_refused_with_the_first_ones_pid()
    {
        using var temp = new TempFolder();
        using var first = DataFolder.Open(temp.Path);
        var error = Assert.Throws<FolderInUseException>(() => DataFolder.Open(temp.Path));
        Assert.Contains($"is used by another run (pid {Environment.ProcessId})", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_free_again_when_its_run_has_ended()
    {
        using var temp = new TempFolder();
        DataFolder.Open(temp.Path).Dispose();
        using var second = DataFolder.Open(temp.Path);
        Assert.Equal(temp.Path, second.Path);
    }

    [Fact]
    public void A_folder_that_holds_something_else_is_left_alone()
    {
        using var temp = new TempFolder();
        File.WriteAllText(temp.Below("letter.txt"), "dear");
        var error = Assert.Throws<UserException>(() => DataFolder.Open(temp.Path));
        Assert.Contains("holds something that is not Todo's data", error.Message, StringComparison.Ordinal);
        Assert.Single(Directory.EnumerateFileSystemEntries(temp.Path));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_gets_one_line_with_the_way_out()
    {
        var error = Assert.Throws<UserException>(() => DataFolder.Open("/proc/todo"));
        Assert.StartsWith("The data folder /proc/todo can't be used: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("--data DIR", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_secret_is_made_once_and_only_its_owner_reads_it()
    {
        using var temp = new TempFolder();
        using var folder = DataFolder.Open(temp.Path);
        var first = folder.Secret("key", DataFolder.NewSecret);
        Assert.Equal(64, first.Length);
        Assert.Equal(first, folder.Secret("key", DataFolder.NewSecret));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.SecretFile("key")));
    }
}
