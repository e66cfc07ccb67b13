using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Todo.Backend.Assistant;
using Todo.Backend.Assistant.Budget;
using Todo.Backend.Database;
using Todo.Backend.Tests.Chat;
using Todo.Testing;
using static Todo.Backend.Tests.Assistant.ScriptedClient;

namespace Todo.Backend.Tests.Assistant;

[Trait("rule", "A11")]
public sealed class UsageBudgetTests(OneBackend one) : IClassFixture<OneBackend>, IAsyncLifetime
{
    // Each test has a day of its own, as all use one database.
    private static int days;

    private readonly ManualTime time = new(new DateTimeOffset(2030, 1, 1, 23, 59, 0, TimeSpan.Zero).AddDays(2 * Interlocked.Increment(ref days)));
    private TestUser ana = null!;

    public async ValueTask InitializeAsync() => ana = await TestUser.CreateAsync(one.Backend);

    public ValueTask DisposeAsync()
    {
        ana.Client.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_many_calls_use_at_once_is_added_up_for_the_user_and_for_all()
    {
        var budget = Budget(user: 1_000_000, all: 1_000_000);
        var ben = await TestUser.CreateAsync(one.Backend);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => budget.AddAsync(i % 2 == 0 ? ana.Id : ben.Id, 10, CancellationToken.None)));
        Assert.Equal([200, 200, 400], (await UsedAsync()).Order());
    }

    [Fact]
    public async Task Who_has_used_up_a_day_gets_no_model_until_the_next()
    {
        var budget = Budget(user: 100, all: 1_000_000);
        var ben = await TestUser.CreateAsync(one.Backend);
        await budget.AddAsync(ana.Id, 99, CancellationToken.None);
        await budget.CheckAsync(ana.Id, CancellationToken.None);
        await budget.AddAsync(ana.Id, 1, CancellationToken.None);
        Assert.False((await Assert.ThrowsAsync<BudgetUsedUpException>(() => budget.CheckAsync(ana.Id, CancellationToken.None))).OfAll);
        await budget.CheckAsync(ben.Id, CancellationToken.None);
        time.Advance(TimeSpan.FromMinutes(2));
        await budget.CheckAsync(ana.Id, CancellationToken.None);
    }

    [Fact]
    public async Task All_together_have_a_budget_too()
    {
        var budget = Budget(user: 100, all: 150);
        var ben = await TestUser.CreateAsync(one.Backend);
        await budget.AddAsync(ben.Id, 99, CancellationToken.None);
        await budget.AddAsync(ana.Id, 51, CancellationToken.None);
        Assert.True((await Assert.ThrowsAsync<BudgetUsedUpException>(() => budget.CheckAsync(ana.Id, CancellationToken.None))).OfAll);
    }

    [Fact]
    public async Task What_the_endpoint_reports_is_counted()
    {
        await RunAsync(new ScriptedClient(Response("Hello", new UsageContent(new UsageDetails { InputTokenCount = 20, OutputTokenCount = 3, TotalTokenCount = 23 }))));
        Assert.Equal([23, 23], await UsedAsync());
    }

    [Fact]
    public async Task What_it_does_not_report_is_estimated_and_passed_on()
    {
        var updates = await RunAsync(new ScriptedClient(Response(new string('x', 400))));
        var usage = updates.SelectMany(update => update.Contents).OfType<UsageContent>().Single().Details;
        Assert.Equal((6, 100), (usage.InputTokenCount, usage.OutputTokenCount));
        Assert.Equal([106, 106], await UsedAsync());
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_counted_and_a_call_that_was_turned_away_is_not()
    {
        await Assert.ThrowsAsync<HttpRequestException>(() => RunAsync(new ScriptedClient(Response(new HttpRequestException()))));
        Assert.Empty(await UsedAsync());
        await Assert.ThrowsAsync<HttpRequestException>(() => RunAsync(new ScriptedClient(Response("four", new HttpRequestException()))));
        Assert.Equal([7, 7], await UsedAsync());
    }

    [Fact]
    public async Task Nothing_is_sent_when_the_budget_is_used_up()
    {
        var model = new ScriptedClient();
        var client = new BudgetClient(model, Budget(user: 0, all: 1), ana.Id);
        await Assert.ThrowsAsync<BudgetUsedUpException>(() => client.GetResponseAsync([new ChatMessage(ChatRole.User, "12345678")]));
        Assert.Empty(model.Requests);
    }

    private UsageBudget Budget(int user, int all) =>
        new(one.Backend.Services.GetRequiredService<TodoDatabase>(), new AiSettings { UserTokensPerDay = user, TokensPerDay = all }, time);

    private async Task<List<ChatResponseUpdate>> RunAsync(ScriptedClient model)
    {
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in new BudgetClient(model, Budget(1_000_000, 1_000_000), ana.Id).GetStreamingResponseAsync([new ChatMessage(ChatRole.User, "12345678")]))
        {
            updates.Add(update);
        }

        return updates;
    }

    private async Task<List<long>> UsedAsync()
    {
        var day = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        await using var db = one.Backend.Database.Context();
        return await db.AiUsage.Where(usage => usage.Day == day).Select(usage => usage.Tokens).ToListAsync();
    }
}
