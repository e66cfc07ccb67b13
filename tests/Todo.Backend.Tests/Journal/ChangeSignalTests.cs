using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Todo.Backend.Database;
using Todo.Backend.Tests.Database;
using Todo.Testing;

namespace Todo.Backend.Tests.Journal;

[Trait("rule", "A12")]
public sealed class ChangeSignalTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_change_wakes_this_replica_and_notifies_the_others_a_few_times_only()
    {
        await using var backend = await TestBackend.StartAsync();
        await using var listener = new NpgsqlConnection(backend.Database.ConnectionString);
        await listener.OpenAsync();
        await ExecuteAsync(listener, "listen todo_changes");
        var notified = 0;
        listener.Notification += (_, _) => notified++;

        var signal = backend.Services.GetRequiredService<ChangeSignal>();
        for (var i = 0; i < 1000; i++)
        {
            signal.Changed();
        }

        using var patience = new CancellationTokenSource(Patience);
        await listener.WaitAsync(patience.Token);
        await ExecuteAsync(listener, "select 1");
        Assert.InRange(notified, 1, 100);
    }

    [Fact]
    public async Task A_connection_that_was_cut_comes_back()
    {
        await using var backend = await TestBackend.StartAsync();
        await using var listener = new NpgsqlConnection(backend.Database.ConnectionString);
        await listener.OpenAsync();
        await ExecuteAsync(listener, "listen todo_changes");
        var signal = backend.Services.GetRequiredService<ChangeSignal>();
        using var patience = new CancellationTokenSource(Patience);
        signal.Changed();
        await listener.WaitAsync(patience.Token);

        await ExecuteAsync(listener, "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
        do
        {
            // What is signalled while the connection is away is not kept: the others look by themselves.
            signal.Changed();
        }
        while (!await listener.WaitAsync(TimeSpan.FromMilliseconds(200), patience.Token));
    }

    [Fact]
    public async Task When_it_is_cut_requests_get_no_connection_that_has_ended_with_it()
    {
        using var lost = new LogLines("SignalLost");
        await using var backend = await TestBackend.StartAsync();
        backend.Services.GetRequiredService<ILoggerFactory>().AddProvider(lost);
        var user = await TestUser.CreateAsync(backend);
        await using var listener = new NpgsqlConnection(backend.Database.ConnectionString);
        await listener.OpenAsync();
        Assert.Equal([HttpStatusCode.OK], await AtOnceAsync()); // the pool is full of idle ones

        await ExecuteAsync(listener, "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
        using var patience = new CancellationTokenSource(Patience);
        while (lost.Lines.IsEmpty)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), patience.Token);
        }

        Assert.Equal([HttpStatusCode.OK], await AtOnceAsync());

        async Task<IEnumerable<HttpStatusCode>> AtOnceAsync()
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => user.Client.GetAsync("/api/tasks?sort=title")));
            return answers.Select(answer => answer.StatusCode).Distinct();
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
