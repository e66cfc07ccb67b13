using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Todo.Backend.Journal;
using Todo.Backend.Operations;
using Todo.Backend.Tools;
using Todo.Backend.Tools.Arguments;
using Todo.Testing;

namespace Todo.Backend.Tests.Tools;

[Trait("rule", "A9")]
[Trait("rule", "A12")]
public sealed class ToolFaultTests
{
    [Fact]
    public async Task A_tool_that_breaks_is_an_error_without_detail()
    {
        await using var backend = await TestBackend.StartAsync(configure: builder => builder.Services
            .AddSingleton(new ToolDefinition("break", "Break", "Breaks.", ToolEffect.Changes, Idempotent: true, ToolSchema.Parse("""{"type": "object", "properties": {}}"""), ToolSchema.Changed))
            .AddKeyedScoped<ITool, Broken>("break"));
        var ana = await ToolUser.CreateAsync(backend);
        await ana.SetModeAsync("always");
        var outcomes = new[] { await ana.CallAsync("break"), await ana.CallAsync("break", "{}", turn: 1, call: "c1"), Assert.IsType<ToolCheck.Refused>(await ana.CheckAsync("break")).Outcome };
        Assert.All(outcomes, outcome =>
        {
            outcome.IsError("failed", "break");
            Assert.DoesNotContain("secret", outcome.Text, StringComparison.Ordinal);
        });

        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => backend.Services.GetRequiredService<ToolRunner>().RunAsync("list_tasks", [], ana.Caller, cancelled.Token));
    }

    [Fact]
    public async Task A_database_that_is_away_is_thrown_so_that_the_turn_can_wait_for_it()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var backend = await TestBackend.StartAsync(database);
        var ana = await ToolUser.CreateAsync(backend);
        await PostgresServer.ExecuteAsync($"drop database {database.Name} with (force)");
        await ThrowsAsync(() => ana.CallAsync("list_tasks"));
        await ThrowsAsync(() => ana.CallAsync("add_task", """{"title": "x"}""", turn: 1, call: "c1"));
        await ThrowsAsync(() => ana.CheckAsync("delete_task", """{"task_id": 1}"""));
    }

    private static async Task ThrowsAsync(Func<Task> call)
    {
        var thrown = await Assert.ThrowsAnyAsync<Exception>(call);
        Assert.True(thrown is NpgsqlException || thrown.InnerException is NpgsqlException, thrown.ToString());
    }

    private sealed class Broken : IChangingTool
    {
        public Task<ToolOutcome> RunAsync(ToolArguments arguments, Caller caller, CancellationToken cancellationToken) => throw Detail();

        public Task<ToolPrognosis> PreviewAsync(ToolArguments arguments, Caller caller, CancellationToken cancellationToken) => throw Detail();

        public ToolOutcome Recall(ToolArguments arguments, IReadOnlyList<JournalEntry> changes, Caller caller) => throw Detail();

        private static InvalidOperationException Detail() => new("A secret detail.");
    }
}
