using Todo.Cluster.Tests.Running;
using Todo.Contracts;

namespace Todo.Cluster.Tests.Data;

/// <summary>Todo on a PostgreSQL elsewhere, by TLS, requests through PgBouncer in transaction mode.</summary>
[Collection(External.Name)]
[Trait("rule", "C11")]
public sealed class ExternalDatabaseTests(ExternalInstallation installation)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Proof]
    public async Task Everything_works_on_it()
    {
        using var ada = await Person.SignUpAsync(installation.Site, Cancellation);
        var task = await ada.Api.AddTaskAsync(new TaskDraft("Call mom"), idempotencyKey: null, Cancellation);
        var answer = await ada.Api.ChatAsync(new ChatRequest { Message = $"Mark task {task.Id} as complete" }, Cancellation);

        Assert.Contains("Call mom", answer.Response, StringComparison.Ordinal);
        Assert.Empty(await installation.Kubectl.ListAsync("statefulsets", null, Cancellation));
    }

    [Proof]
    public async Task Requests_go_through_the_pooler_and_all_connections_are_encrypted()
    {
        var sessions = await installation.Elsewhere.RunAsync(
            Cancellation, "exec", "postgres", "--", "psql", "-U", "postgres", "-d", "todo", "-XAtq", "-c",
            "select a.usename, coalesce(a.client_addr::text, ''), s.ssl from pg_stat_activity a join pg_stat_ssl s using (pid) where a.usename like 'todo%'");
        var pooler = (string)(await installation.Elsewhere.GetAsync("pod", "pgbouncer", Cancellation))["status"]!["podIP"]!;

        Assert.NotEmpty(sessions);
        Assert.Contains(sessions.Split('\n'), session => session.Contains(pooler, StringComparison.Ordinal));
        Assert.All(sessions.Split('\n'), session => Assert.EndsWith("|t", session, StringComparison.Ordinal));
    }

    [Proof]
    public async Task Under_load_it_answers_everything()
    {
        await using var load = await Load.StartAsync(installation.Site, workers: 4, TimeSpan.FromMilliseconds(20), Cancellation);
        await load.GoOnAsync(300, TimeSpan.FromSeconds(60), Cancellation);

        Assert.Empty(await load.StopAsync());
        Assert.Empty(await load.LostAsync(Cancellation));
    }
}
