using System.Globalization;
using Npgsql;
using Todo.Cli.Postgres;
using Todo.Cli.Processes;

namespace Todo.Cli.Tests.Postgres;

public sealed class EmbeddedPostgresTests
{
    // Null is what a new folder takes by itself: the npm package's 18.
    public static TheoryData<string?, int> Versions => new() { { "/usr/lib/postgresql/15/bin", 15 }, { null, 18 } };

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Data_outlive_a_restart(string? programs, int major)
    {
        using var temp = new TempFolder();
        await using (var first = await StartAsync(temp.Path, programs))
        {
            Assert.Equal(major, first.Server.Major);
            await ExecuteAsync(first.Server, "create table kept as select 42 as answer");
        }

        await using var second = await StartAsync(temp.Path, programs: null);
        Assert.Equal(major, second.Server.Major);
        Assert.Equal(42, await ScalarAsync(second.Server, "select answer from kept"));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_killed_server_starts_again_with_what_was_committed(string? programs, int major)
    {
        using var temp = new TempFolder();
        var first = await StartAsync(temp.Path, programs);
        await ExecuteAsync(first.Server, "create table kept as select 42 as answer");
        Kill(first.Server.Server.Id);
        Assert.NotEqual(0, await first.Server.Server.Exited);
        first.Folder.Dispose();

        await using var second = await StartAsync(temp.Path, programs);
        Assert.Equal(major, second.Server.Major);
        Assert.Equal(42, await ScalarAsync(second.Server, "select answer from kept"));
    }

    [Fact]
    public async Task A_server_that_a_dead_run_has_left_running_is_ended_first()
    {
        using var temp = new TempFolder();
        var left = await StartAsync(temp.Path, programs: null);
        await ExecuteAsync(left.Server, "create table kept as select 42 as answer");
        left.Folder.Dispose();

        await using var second = await StartAsync(temp.Path, programs: null);
        Assert.True(left.Server.Server.Exited.IsCompleted);
        Assert.Equal(42, await ScalarAsync(second.Server, "select answer from kept"));
    }

    [Fact]
    public async Task Stale_lock_files_that_name_somebody_elses_process_are_no_obstacle()
    {
        using var temp = new TempFolder();
        await using (await StartAsync(temp.Path, programs: null))
        {
        }

        var self = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        await File.WriteAllTextAsync(temp.Below("postgres", "postmaster.pid"), $"{self}\n{temp.Below("postgres")}\n1\n5432\n.\n\n0 0\nready\n");
        await File.WriteAllTextAsync(temp.Below("postgres", ".s.PGSQL.5432.lock"), $"{self}\n{temp.Below("postgres")}\n1\n5432\n.\n");
        await using var second = await StartAsync(temp.Path, programs: null);
        Assert.Equal(1, await ScalarAsync(second.Server, "select 1"));
    }

    [Fact]
    public async Task An_empty_folder_that_only_root_may_enter_below_another_such_one_works_for_root()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root drops to another user.");
        using var temp = new TempFolder();
        var data = temp.Below("private", "data");
        Directory.CreateDirectory(data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        await using var run = await StartAsync(data, "/usr/lib/postgresql/15/bin");
        var owner = await UnixUser.OwnerOfAsync($"/proc/{run.Server.Server.Id}", CancellationToken.None);
        Assert.NotEqual(0, owner.Id);
        Assert.Equal(1, await ScalarAsync(run.Server, "select 1"));
    }

    [Fact]
    public async Task A_path_longer_than_a_sockets_address_works()
    {
        using var temp = new TempFolder();
        await using var run = await StartAsync(temp.Below(new string('a', 60), new string('b', 60)), programs: null);
        Assert.Equal(1, await ScalarAsync(run.Server, "select 1"));
    }

    [Fact]
    public async Task Nobody_gets_in_without_the_password_and_the_server_listens_on_no_network()
    {
        using var temp = new TempFolder();
        await using var run = await StartAsync(temp.Path, programs: null);
        var wrong = new NpgsqlConnectionStringBuilder(run.Server.ConnectionString) { Password = "guess" };
        await using var connection = new NpgsqlConnection(wrong.ConnectionString);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync());
        Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
        Assert.Equal("", await ScalarAsync(run.Server, "show listen_addresses"));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode(temp.Below("secrets", "postgres-password")));
    }

    [Fact]
    public async Task Data_of_a_version_without_programs_get_a_clear_line()
    {
        using var temp = new TempFolder();
        await using (await StartAsync(temp.Path, programs: null))
        {
        }

        await File.WriteAllTextAsync(temp.Below("postgres", "PG_VERSION"), "14\n");
        var error = await Assert.ThrowsAsync<UserException>(() => StartAsync(temp.Path, programs: null));
        Assert.Contains("written by PostgreSQL 14, whose programs are not on this machine", error.Message, StringComparison.Ordinal);
    }

    private static async Task<Run> StartAsync(string path, string? programs)
    {
        var folder = DataFolder.Open(path);
        try
        {
            return new Run(folder, await EmbeddedPostgres.StartAsync(folder, new ServerOptions { Programs = programs }, CancellationToken.None));
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private static void Kill(int pid)
    {
        using var process = System.Diagnostics.Process.GetProcessById(pid);
        process.Kill();
    }

    private static async Task ExecuteAsync(EmbeddedPostgres server, string sql) => await ScalarAsync(server, sql);

    private static async Task<object?> ScalarAsync(EmbeddedPostgres server, string sql)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    private sealed record Run(DataFolder Folder, EmbeddedPostgres Server) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            Folder.Dispose();
        }
    }
}
