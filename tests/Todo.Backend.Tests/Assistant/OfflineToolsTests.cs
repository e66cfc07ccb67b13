using System.Globalization;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Todo.Backend.Assistant.Loop;
using Todo.Backend.Assistant.Offline;
using Todo.Backend.Tests.Chat;
using Todo.Backend.Tests.Tools;
using Todo.Backend.Tools;

namespace Todo.Backend.Tests.Assistant;

/// <summary>The offline assistant with the real tools: what it says is what they did.</summary>
[Trait("rule", "A9")]
[Trait("rule", "A11")]
public sealed class OfflineToolsTests(OneBackend one) : IClassFixture<OneBackend>, IAsyncLifetime
{
    private readonly List<ChatMessage> history = [];
    private ToolUser ana = null!;

    public async ValueTask InitializeAsync()
    {
        ana = await ToolUser.CreateAsync(one.Backend);
        await ana.SetModeAsync("never");
    }

    public ValueTask DisposeAsync()
    {
        ana.User.Client.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_task_s_whole_life()
    {
        var said = await SayAsync("Add a task to call mom");
        var id = long.Parse(said.Split("task ")[1].TrimEnd('.'), CultureInfo.InvariantCulture);
        Assert.Equal($"Added \"Call mom\" as task {id}.", said);
        Assert.Equal($"You have one task:\n{id}. Call mom", await SayAsync("Show me all my tasks"));
        Assert.Equal("Moved \"Call mom\" to Tuesday, 1 December 2099.", await SayAsync($"Reschedule task {id} to 2099-12-01"));
        Assert.Equal("Updated the description of \"Call mom\".", await SayAsync($"Change the description of task {id} to About the trip"));
        Assert.Equal($"Updated task {id}: it is now \"Call mom tonight\".", await SayAsync("change the call mom task to 'Call mom tonight'"));
        Assert.Equal("Done: \"Call mom tonight\" is complete. Well done!", await SayAsync("I finished the call mom task"));
        Assert.Equal($"You have one completed task:\n{id}. Call mom tonight (completed)", await SayAsync("What have I completed?"));
        Assert.Equal("You have no pending tasks. Nice and quiet!", await SayAsync("What's pending?"));
        Assert.Equal("Reopened \"Call mom tonight\": it is pending again.", await SayAsync("reopen the call mom task"));
        Assert.Equal("Deleted \"Call mom tonight\". You can still restore it from the trash.", await SayAsync($"Delete task {id}"));
        Assert.Equal(
            $"I couldn't find a task {id}: \"Call mom tonight\" is deleted. \"Restore task {id}\" brings it back. Nothing was changed.",
            await SayAsync($"Mark task {id} as complete"));
        Assert.Equal("Restored \"Call mom tonight\".", await SayAsync($"restore task {id}"));
    }

    [Fact]
    public async Task Several_tasks_at_once()
    {
        Assert.Matches("^Created 3 tasks: \\d+ \"Milk\"; \\d+ \"Eggs\"; \\d+ \"Bread\"\\.$", await SayAsync("Add tasks: milk; eggs; bread"));
        Assert.StartsWith("Completed 3 tasks:", await SayAsync("complete all my tasks"));
        Assert.StartsWith("Deleted 3 tasks:", await SayAsync("Delete all completed tasks"));
        Assert.Equal("You have no completed tasks. Nothing was changed.", await SayAsync("Delete all completed tasks"));
        Assert.Contains("Milk", await SayAsync("undo that"));
        Assert.StartsWith("You have 3 completed tasks:", await SayAsync("What have I completed?"));
    }

    [Fact]
    public async Task Without_anything_to_undo_that_is_said() =>
        Assert.StartsWith("There is nothing to undo", await SayAsync("undo that"));

    [Fact]
    public async Task What_is_due()
    {
        var day = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var late = await ana.AddAsync("Late", $"\"due_date\": \"{day.AddDays(-2):O}\"");
        var now = await ana.AddAsync("Now", $"\"due_date\": \"{day:O}\"");
        var soon = await ana.AddAsync("Soon", $"\"due_date\": \"{day.AddDays(1):O}\"");
        Assert.Equal($"One task is overdue:\n{late}. Late", await SayAsync("What's overdue?"));
        Assert.Equal($"One task is due today:\n{now}. Now", await SayAsync("What's due today?"));
        Assert.Equal($"One task is due tomorrow:\n{soon}. Soon", await SayAsync("What's due tomorrow?"));
        Assert.Contains("3 pending", await SayAsync("How am I doing?"));
        Assert.Equal("There are no tags.", await SayAsync("list my tags"));
    }

    private async Task<string> SayAsync(string message)
    {
        history.Add(new ChatMessage(ChatRole.User, message));
        var tools = new RealTools(one.Backend.Services.GetRequiredService<ToolRunner>(), ana.Caller, await ana.NextTurnAsync());
        var loop = new FunctionLoop(new OfflineClient(TimeProvider.System, TimeZoneInfo.Utc), tools, new TurnBudget(TimeProvider.System, TimeSpan.FromMinutes(1), 1000));
        var response = await loop.GetResponseAsync(history);
        history.AddRange(response.Messages);
        return response.Text;
    }
}
