using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Todo.Backend.Chat.Streaming;
using Todo.Testing;

namespace Todo.Backend.Tests.Chat.Durability;

/// <summary>What a process still had to say when it lost a turn.</summary>
[Trait("rule", "A12")]
public sealed class EventFenceTests
{
    [Fact]
    public async Task Only_who_holds_a_turn_says_anything_in_it()
    {
        await using var backend = await TestBackend.StartAsync();
        var ana = await TestUser.CreateAsync(backend);
        await TwoProcesses.SayAsync(ana.Client, null, "Hello");
        await using var db = backend.Database.Context();
        await db.Database.ExecuteSqlAsync($"update turns set holder = 'the present one'");
        var turn = await db.Turns.AsNoTracking().SingleAsync();
        var last = await db.TurnEvents.MaxAsync(row => row.Number);

        turn.Holder = "an earlier one";
        await TellAsync("late");
        Assert.Equal(last, await db.TurnEvents.MaxAsync(row => row.Number));

        turn.Holder = "the present one";
        await TellAsync("in time");
        Assert.Contains("in time", await db.TurnEvents.Where(row => row.Number == last + 1).Select(row => row.Data).SingleAsync(), StringComparison.Ordinal);

        async Task TellAsync(string text)
        {
            var log = new TurnLog(backend.Services.GetRequiredService<EventLog>(), turn, last);
            log.Say(1, text);
            await log.FlushAsync(TestContext.Current.CancellationToken);
        }
    }
}
