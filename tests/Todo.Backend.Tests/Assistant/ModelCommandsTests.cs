using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Todo.Backend.Assistant;
using Todo.Backend.Assistant.Loop;
using Todo.Backend.Assistant.OpenAi;
using Todo.Backend.Tests.Chat;
using Todo.Backend.Tests.Tools;
using Todo.Backend.Tools;
using Todo.ScriptedModel;
using Todo.ScriptedModel.Playing;
using Todo.Testing;

namespace Todo.Backend.Tests.Assistant;

/// <summary>The plain commands through a model over real HTTP, with the real loop and tools. The model is src/Todo.ScriptedModel/scripts/commands.json.</summary>
[Trait("rule", "A9")]
[Trait("rule", "A11")]
public sealed class ModelCommandsTests(OneBackend one) : IClassFixture<OneBackend>, IAsyncLifetime
{
    private readonly List<ChatMessage> history = [];
    private ToolUser ana = null!;
    private ScriptedModelServer server = null!;
    private IChatClient model = null!;

    public async ValueTask InitializeAsync()
    {
        ana = await ToolUser.CreateAsync(one.Backend);
        await ana.SetModeAsync("never");
        server = await ScriptedModelServer.StartAsync(ScriptFile.Load(Path.Combine(CheckedIn.Root, "src", "Todo.ScriptedModel", "scripts", "commands.json")));
        model = OpenAiModel.Create(new AiSettings { Model = "scripted", Endpoint = server.Endpoint }, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        // A call that the tools refuse, or a request that the script can't answer, is a fault of the script.
        Assert.Empty(server.Unmatched);
        model.Dispose();
        ana.User.Client.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task The_eight_commands_do_what_they_say()
    {
        Assert.Matches("^Added task \\d+ \"Buy groceries\"", await SayAsync("Add a task to buy groceries"));
        Assert.Matches("^Added task \\d+ \"Pay bills\"", await SayAsync("I need to remember to pay bills"));
        var (first, second, meeting) = (await IdAsync("Buy groceries"), await IdAsync("Pay bills"), await ana.AddAsync("Meeting with Bob"));
        Assert.Contains("Meeting with Bob, Pay bills, Buy groceries", await SayAsync("Show me all my tasks"), StringComparison.Ordinal);
        Assert.StartsWith("Completed", await SayAsync($"Mark task {second} as complete"), StringComparison.Ordinal);
        Assert.StartsWith("Updated", await SayAsync($"Change task {first} to 'Call mom tonight'"), StringComparison.Ordinal);
        Assert.Contains("Meeting with Bob, Call mom tonight", await SayAsync("What's pending?"), StringComparison.Ordinal);
        Assert.StartsWith($"Deleted task {meeting}", await SayAsync("Delete the meeting task"), StringComparison.Ordinal);
        Assert.Contains("Pay bills", await SayAsync("What have I completed?"), StringComparison.Ordinal);
        Assert.Equal(["Call mom tonight", "Pay bills"], await TitlesAsync());
    }

    [Fact]
    public async Task Several_tasks_are_added_moved_completed_deleted_and_brought_back()
    {
        Assert.Contains("3 tasks", await SayAsync("Add tasks: milk, bread and eggs"), StringComparison.Ordinal);
        var milk = await IdAsync("Milk");
        Assert.Contains("2099-12-01", await SayAsync($"Reschedule task {milk} to 2099-12-01"), StringComparison.Ordinal);
        Assert.Contains("2099-12-04", await SayAsync($"Postpone task {milk} by 3 days"), StringComparison.Ordinal);
        Assert.Contains("Completed 3 tasks", await SayAsync("Mark everything as done"), StringComparison.Ordinal);
        Assert.Contains("Deleted 3 tasks", await SayAsync("Delete all completed tasks"), StringComparison.Ordinal);
        Assert.Empty(await TitlesAsync());
        await SayAsync("undo that");
        Assert.Equal(["Bread", "Eggs", "Milk"], await TitlesAsync());
        await SayAsync($"Delete task {milk}");
        Assert.StartsWith($"Restored task {milk}", await SayAsync($"Restore task {milk}"), StringComparison.Ordinal);
        Assert.Contains("pending again", await SayAsync($"Reopen task {milk}"), StringComparison.Ordinal);
        Assert.Contains("1 pending", await SayAsync("Plan my day"), StringComparison.Ordinal);
        Assert.StartsWith("There are no tags", await SayAsync("Which tags do I have?"), StringComparison.Ordinal);
        Assert.StartsWith("I couldn't find", await SayAsync("Delete the party task"), StringComparison.Ordinal);
    }

    private async Task<string> SayAsync(string message)
    {
        history.Add(new ChatMessage(ChatRole.User, message));
        var tools = new RealTools(one.Backend.Services.GetRequiredService<ToolRunner>(), ana.Caller, await ana.NextTurnAsync());
        var loop = new FunctionLoop(model, tools, new TurnBudget(TimeProvider.System, TimeSpan.FromMinutes(1), 100_000));
        var response = await loop.GetResponseAsync(history);
        history.AddRange(response.Messages);
        foreach (var result in response.Messages.SelectMany(part => part.Contents).OfType<FunctionResultContent>())
        {
            Assert.False(ToolResults.Outcome(result)!.IsError, result.Result?.ToString());
        }

        return response.Text.Trim();
    }

    private async Task<long> IdAsync(string title) =>
        (await ana.DoAsync("list_tasks"))["tasks"]!.AsArray().Where(task => (string?)task!["title"] == title).Select(task => (long)task!["id"]!).Single();

    private async Task<string[]> TitlesAsync() =>
        [.. (await ana.DoAsync("list_tasks"))["tasks"]!.AsArray().Select(task => (string)task!["title"]!).Order(StringComparer.Ordinal)];
}
