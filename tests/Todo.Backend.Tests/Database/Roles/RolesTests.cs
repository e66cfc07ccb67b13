using Npgsql;
using static Todo.Backend.Tests.Database.Roles.RolesProcess;

namespace Todo.Backend.Tests.Database.Roles;

/// <summary>The verb as a process beside a real PostgreSQL with peer login.</summary>
[Trait("rule", "E2")]
[Trait("rule", "C11")]
public sealed class RolesTests
{
    private const string Owner = "todo_owner";

    [Fact]
    public async Task A_login_in_use_stays_until_its_last_session_has_ended_and_then_it_is_locked_twice()
    {
        await using var server = await PeerServer.StartAsync();
        await using var roles = Start(server, Url(Owner, "owner"), Url("todo_a", "first"));
        await server.OpensAsync("todo_a", "first");

        await SwapAsync(server, roles, ("todo_a", "first"), ("todo_b", "second"));
        await SwapAsync(server, roles, ("todo_b", "second"), ("todo_a", "third"));

        Assert.False(await server.LogsInAsync("todo_a", "first"));
        Assert.Equal(0, await roles.TerminateAsync());
    }

    [Fact]
    public async Task No_password_reaches_the_logs()
    {
        await using var server = await PeerServer.StartAsync();
        await using var roles = Start(server, Url(Owner, "OwnersPassword"), Url("todo_a", "LoginsPassword"));
        await server.OpensAsync("todo_a", "LoginsPassword");
        await roles.ToldAsync("RolesDone");

        var logs = string.Join('\n', server.Log) + roles.Log;
        Assert.Contains("SCRAM-SHA-256$4096:", logs, StringComparison.Ordinal);
        Assert.DoesNotContain("Password", logs, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_old_volume_follows_new_Secrets()
    {
        await using var server = await PeerServer.StartAsync();
        await using (var first = Start(server, Url(Owner, "before"), Url("todo_a", "before")))
        {
            await first.ToldAsync("RolesDone");
            await server.AdministerAsync("create table kept (id int)", "todo");
            await server.AdministerAsync("alter table kept owner to todo_owner", "todo");
        }

        await server.StopAsync();
        await server.RunAsync();
        await using var second = Start(server, Url(Owner, "after"), Url("todo_b", "after"));
        await second.ToldAsync("RolesDone");

        Assert.True(await server.LogsInAsync(Owner, "after"));
        Assert.False(await server.LogsInAsync(Owner, "before"));
        Assert.True(await server.AskAsync<bool>("select has_table_privilege('todo_b', 'kept', 'select, insert, update, delete')"));
        await second.ToldAsync("RoleLocked", "todo_a");
        Assert.Equal(0, await second.ProbeAsync("healthy"));
    }

    [Fact]
    public async Task What_is_right_already_is_left_alone()
    {
        await using var server = await PeerServer.StartAsync();
        const string query = "select string_agg(rolpassword, ' ' order by rolname) from pg_authid where rolname like 'todo_%'";
        await using (var first = Start(server, Url(Owner, "owner"), Url("todo_a", "login")))
        {
            await first.ToldAsync("RolesDone");
        }

        var before = await server.AskAsync<string>(query);
        await using var second = Start(server, Url(Owner, "owner"), Url("todo_a", "login"));
        await second.ToldAsync("RolesDone");

        Assert.Equal(before, await server.AskAsync<string>(query));
        Assert.DoesNotContain("RoleChanged", second.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("RoleMade", second.Log, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("rule", "E5")]
    public async Task A_URL_that_is_broken_half_written_or_forbidden_changes_nothing_and_is_told()
    {
        await using var server = await PeerServer.StartAsync();
        await using var roles = Start(server, Url(Owner, "owner"), Url("todo_a", "login"));
        await roles.ToldAsync("RolesDone");
        await server.AdministerAsync("create role mighty login superuser");

        var told = 0;
        foreach (var wrong in new[] { "postgres://todo_b:second@todo-data", Url("todo_b", "second", "tod"), Url("postgres", "second"), Url(Owner, "second"), Url("mighty", "second") })
        {
            roles.WriteApplication(wrong);
            await roles.ToldAsync("RolesRefused", times: ++told);
        }

        Assert.True(await server.LogsInAsync("todo_a", "login"));
        Assert.True(await server.LogsInAsync(Owner, "owner"));
        Assert.Equal(0, await roles.ProbeAsync("healthy"));
        Assert.DoesNotContain("second", roles.Log, StringComparison.Ordinal);

        roles.WriteApplication(Url("todo_b", "second"));
        await server.OpensAsync("todo_b", "second");
    }

    [Fact]
    public async Task A_foreign_database_is_not_taken_over()
    {
        await using var server = await PeerServer.StartAsync();
        await server.AdministerAsync("create role somebody");
        await server.AdministerAsync("create database todo owner somebody");
        await using var roles = Start(server, Url(Owner, "owner"), Url("todo_a", "login"));

        await roles.ToldAsync("RolesRefused", "belongs to 'somebody'");

        Assert.Equal(1, await roles.ProbeAsync("healthy"));
        Assert.Equal(0, await roles.ProbeAsync("alive"));
        Assert.Equal("somebody", await server.AskAsync<string>("select pg_get_userbyid(datdba)::text from pg_database where datname = 'todo'", "postgres"));
    }

    [Fact]
    public async Task It_waits_for_a_server_that_is_away_and_looks_at_everything_again()
    {
        await using var server = await PeerServer.StartAsync();
        await using var roles = Start(server, Url(Owner, "owner"), Url("todo_a", "login"));
        await roles.ToldAsync("TlsReloaded");

        var socket = server.Socket;
        await server.StopAsync();
        await roles.ToldAsync("RolesWaiting");
        Assert.Equal(1, await roles.ProbeAsync("healthy"));
        Assert.Equal(0, await roles.ProbeAsync("alive"));

        await server.RunAsync();
        Assert.Equal(socket, server.Socket);
        await roles.ToldAsync("RolesDone", times: 2);
        await roles.ToldAsync("TlsReloaded", times: 2);
        await PeerServer.UntilAsync(async () => await roles.ProbeAsync("healthy") == 0);
    }

    [Fact]
    public async Task A_new_certificate_is_told_to_the_server()
    {
        await using var server = await PeerServer.StartAsync();
        await using var roles = Start(server, Url(Owner, "owner"), Url("todo_a", "login"));
        await roles.ToldAsync("TlsReloaded");
        var before = await server.AskAsync<DateTime>("select pg_conf_load_time()");

        await File.WriteAllTextAsync(Path.Combine(roles.Tls, "tls.crt"), "second");

        await roles.ToldAsync("TlsReloaded", times: 2);
        await PeerServer.UntilAsync(async () => await server.AskAsync<DateTime>("select pg_conf_load_time()") > before);
    }

    // Connected under the one while the URL changes to the other, as a backend is.
    private static async Task SwapAsync(PeerServer server, RolesProcess roles, (string User, string Password) old, (string User, string Password) next)
    {
        await using (var connected = new NpgsqlConnection(server.To(old.User, old.Password)))
        {
            await connected.OpenAsync();
            roles.WriteApplication(Url(next.User, next.Password));
            await server.OpensAsync(next.User, next.Password);

            Assert.True(await server.LogsInAsync(old.User, old.Password));
            await using var command = new NpgsqlCommand("select 1", connected);
            Assert.Equal(1, await command.ExecuteScalarAsync());
        }

        await roles.ToldAsync("RoleLocked", old.User);
        await server.ClosesAsync(old.User, old.Password);
        Assert.True(await server.LogsInAsync(next.User, next.Password));
    }
}
