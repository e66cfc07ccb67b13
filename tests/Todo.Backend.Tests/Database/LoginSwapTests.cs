using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Todo.Backend.Database;
using Todo.Backend.Tests.Tasks;
using Todo.Testing;

namespace Todo.Backend.Tests.Database;

/// <summary>The database's login is changed under a backend that works.</summary>
[Trait("rule", "E2")]
public sealed class LoginSwapTests
{
    [Fact]
    public async Task A_new_login_is_tried_until_it_works_and_no_request_fails()
    {
        await using var logins = await TwoLogins.CreateAsync();
        var logs = new LogLines("LoginRefused");
        await using var backend = await StartAsync(logins, logs: logs);
        await using var load = new Load(await TestUser.CreateAsync(backend));
        await load.MoreAsync(50);

        await logins.NameAsync(logins.Second);
        await TwoLogins.UntilAsync(() => Task.FromResult(logs.Lines.Any(line => line.Contains("does not work yet", StringComparison.Ordinal))));
        await load.MoreAsync(100);
        Assert.Equal(0, await logins.SessionsAsync(logins.Second));

        await logins.AllowAsync(logins.Second);
        await TwoLogins.UntilAsync(async () => await logins.SessionsAsync(logins.First) == 0);
        await logins.LockAsync(logins.First);
        await load.MoreAsync(100);
        await TwoLogins.UntilAsync(async () => await logins.SessionsAsync(logins.Second, "%todo_changes") == 1);

        Assert.Empty(load.Failures);
        Assert.Equal(0, await logins.SessionsAsync(logins.First));
        var warning = Assert.Single(logs.Lines, line => line.Contains("does not work yet", StringComparison.Ordinal));
        Assert.DoesNotContain(logins.Url(logins.Second), warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_changes_in_a_row_and_one_back_end_on_the_last()
    {
        await using var logins = await TwoLogins.CreateAsync();
        await logins.AllowAsync(logins.Second);
        await using var backend = await StartAsync(logins);
        await using var load = new Load(await TestUser.CreateAsync(backend));
        await load.MoreAsync(20);

        for (var turn = 0; turn < 3; turn++)
        {
            await logins.NameAsync(logins.Second);
            await TwoLogins.UntilAsync(async () => await logins.SessionsAsync(logins.Second) > 0);
            await logins.NameAsync(logins.First);
            await load.MoreAsync(20);
        }

        await logins.NameAsync(logins.Second);
        await logins.NameAsync(logins.First);
        await TwoLogins.UntilAsync(async () => await logins.SessionsAsync(logins.Second) == 0);
        await load.MoreAsync(20);
        Assert.Empty(load.Failures);
    }

    [Fact]
    public async Task A_url_that_never_works_changes_nothing_and_the_next_one_does()
    {
        await using var logins = await TwoLogins.CreateAsync();
        await logins.AllowAsync(logins.Second);
        var logs = new LogLines("LoginRefused");
        await using var backend = await StartAsync(logins, logs: logs);
        await using var load = new Load(await TestUser.CreateAsync(backend));

        await logins.WriteAsync("no url at all; password=secret-one");
        await TwoLogins.UntilAsync(() => Task.FromResult(logs.Lines.Count == 1));
        await logins.WriteAsync("postgres://nobody:secret-two@127.0.0.1:1/none");
        await TwoLogins.UntilAsync(() => Task.FromResult(logs.Lines.Count == 2));
        await load.MoreAsync(20);
        Assert.DoesNotContain(logs.Lines, line => line.Contains("secret", StringComparison.Ordinal));

        await logins.NameAsync(logins.Second);
        await TwoLogins.UntilAsync(async () => await logins.SessionsAsync(logins.First) == 0);
        await load.MoreAsync(20);
        Assert.Empty(load.Failures);
    }

    [Fact]
    public async Task A_request_that_is_under_way_keeps_its_login_until_it_ends()
    {
        await using var logins = await TwoLogins.CreateAsync();
        await logins.AllowAsync(logins.Second);
        await using var backend = await StartAsync(logins);
        var database = backend.Services.GetRequiredService<TodoDatabase>();
        await using (var db = database.CreateContext())
        {
            var old = database.DataSource;
            await db.Users.CountAsync();
            await logins.NameAsync(logins.Second);
            await TwoLogins.UntilAsync(() => Task.FromResult(!ReferenceEquals(database.DataSource, old)));

            // Between two of its queries it has no connection, but the role is not without a session.
            Assert.NotEqual(0, await logins.SessionsAsync(logins.First));
            await db.Users.CountAsync();
            Assert.NotEqual(0, await logins.SessionsAsync(logins.First));
        }

        await TwoLogins.UntilAsync(async () => await logins.SessionsAsync(logins.First) == 0);
    }

    [Fact]
    public async Task A_login_that_stops_working_first_is_followed_by_the_new_one()
    {
        await using var logins = await TwoLogins.CreateAsync();
        await using var backend = await StartAsync(logins);
        var user = await TestUser.CreateAsync(backend);
        Assert.Equal(200, (await user.SendAsync("GET", "/api/tasks")).Status);

        await logins.LockAsync(logins.First);
        await logins.Database.ExecuteAsync($"select pg_terminate_backend(pid) from pg_stat_activity where usename = '{logins.First}'");
        await TwoLogins.UntilAsync(async () => (await user.SendAsync("GET", "/api/tasks")).Status == 503);

        await logins.AllowAsync(logins.Second);
        await logins.NameAsync(logins.Second);
        await TwoLogins.UntilAsync(async () => (await user.SendAsync("GET", "/api/tasks")).Status == 200);
        await TwoLogins.UntilAsync(async () => await logins.SessionsAsync(logins.Second, "%todo_changes") == 1);
    }

    [Fact]
    public async Task A_direct_url_is_followed_by_itself()
    {
        await using var logins = await TwoLogins.CreateAsync();
        await logins.WriteAsync(logins.Url(logins.First), "direct-url");
        await using var backend = await StartAsync(logins, new() { ["BACKEND_DATABASE_DIRECT_URL_FILE"] = logins.PathOf("direct-url") });
        await TwoLogins.UntilAsync(async () => await logins.SessionsAsync(logins.First, "%todo_changes") == 1);

        await logins.WriteAsync(logins.Url(logins.Second), "direct-url");
        await logins.AllowAsync(logins.Second);

        await TwoLogins.UntilAsync(async () => await logins.SessionsAsync(logins.Second, "%todo_changes") == 1);
        Assert.Equal(0, await logins.SessionsAsync(logins.First, "%todo_changes"));
    }

    private static async Task<TestBackend> StartAsync(TwoLogins logins, Dictionary<string, string?>? more = null, LogLines? logs = null)
    {
        var settings = logins.Settings.Concat(TasksFixture.Unlimited).Concat(more ?? []).ToDictionary(StringComparer.Ordinal);
        var backend = await TestBackend.StartAsync(logins.Database, settings);
        if (logs is not null)
        {
            backend.Services.GetRequiredService<ILoggerFactory>().AddProvider(logs);
        }

        return backend;
    }
}
