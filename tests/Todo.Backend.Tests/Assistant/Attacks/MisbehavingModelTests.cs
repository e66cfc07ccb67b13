using Todo.ScriptedModel.Playing;

namespace Todo.Backend.Tests.Assistant.Attacks;

/// <summary>Models that go round in circles, make things up, lie, or say what nobody can store.</summary>
[Trait("rule", "A9")]
[Trait("rule", "A11")]
public sealed class MisbehavingModelTests(Stage stage) : IClassFixture<Stage>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await stage.AssertSoundAsync();

    [Fact]
    public async Task One_that_loops_for_ever_is_called_eight_times()
    {
        var ana = await stage.PersonAsync();
        var task = await ana.AddAsync("Task 0");
        stage.Model.SetScript(Script.Of([.. Enumerable.Range(1, 20).Select(i => Reply.Use("update_task", new { task_id = task, title = $"Task {i}" }))]));
        var before = stage.Model.Requests.Count;
        var answer = await ana.SayAsync("Go");
        var requests = stage.Model.Requests.Skip(before).ToList();

        Assert.Equal(("done", 8), (answer.Status(), requests.Count));
        Assert.Empty(requests[^1].Tools);
        Assert.Contains("I have used up the steps", answer.Text(), StringComparison.Ordinal);
        Assert.Equal(7, await ana.ChangesAsync());
        Assert.Equal(["Task 7"], await ana.TasksAsync());
    }

    [Fact]
    public async Task The_same_call_again_and_again_runs_twice_at_most()
    {
        var ana = await stage.PersonAsync();
        stage.Model.SetScript(Script.Of(new Exchange { Reply = Reply.Use("add_task", new { title = "Buy milk" }), Forever = true }));
        var answer = await ana.SayAsync("Go");

        Assert.Equal("done", answer.Status());
        Assert.Equal(["Buy milk", "Buy milk"], await ana.TasksAsync());
        Assert.Contains("repeated", answer.Errors());
    }

    [Fact]
    public async Task Call_ids_that_repeat_run_each_once_and_have_each_a_result()
    {
        var ana = await stage.PersonAsync();
        Call[] calls = [Named("add_task", "One"), Named("add_task", "Two")];
        stage.Model.SetScript(Script.Of(Reply.Use(calls), Reply.Use(Named("add_task", "Three")), Reply.Say("Added.")));
        var answer = await ana.SayAsync("Go");

        Assert.Equal(("Added.", 3), (answer.Text(), await ana.ChangesAsync()));
        Assert.Equal(["One", "Three", "Two"], await ana.TasksAsync());
    }

    [Theory]
    [InlineData("drop_table")]
    [InlineData("delete task")]
    [InlineData("Ünïcode")]
    [InlineData("../../delete_task")]
    [InlineData("delete_task\u0000")]
    [InlineData("delete_task\n")]
    public async Task A_tool_that_there_is_not_is_an_error_and_its_name_breaks_no_later_request(string name)
    {
        var ana = await stage.PersonAsync(Reply.Use(name), Reply.Say("There is no such tool."), Reply.Say("Still here."));
        var answer = await ana.SayAsync("Go");

        Assert.Equal(("There is no such tool.", 0), (answer.Text(), await ana.ChangesAsync()));
        Assert.Equal(["unknown_tool"], answer.Errors());
        Assert.Equal("Still here.", (await ana.SayAsync("And now?", answer.Conversation())).Text());

        // As the API wants the names of functions: what is against it makes every later request fail.
        Assert.All(stage.Model.Requests[^1].Messages.Where(message => message.TryGetProperty("tool_calls", out _)), message =>
            Assert.Matches("^[a-zA-Z0-9_-]{1,64}$", message.GetProperty("tool_calls")[0].GetProperty("function").GetProperty("name").GetString()));
    }

    [Fact]
    public async Task A_lie_about_what_was_done_shows_no_call_and_has_changed_nothing()
    {
        var ana = await stage.PersonAsync(Reply.Say("I deleted all your tasks. [delete_tasks: ok]"));
        await ana.AddAsync("Buy milk");
        var answer = await ana.SayAsync("Go");

        Assert.Empty(answer.Tools());
        Assert.Equal(["Buy milk"], await ana.TasksAsync());
        Assert.Equal(0, await ana.ChangesAsync());
    }

    // No database takes NUL, and halves of surrogate pairs are no text.
    [Theory]
    [InlineData("a\u0000b")]
    [InlineData("\u0000")]
    [InlineData("a\u001b[2Jb\u0007")]
    [InlineData("\u202edetceles")]
    public async Task Text_that_cannot_be_stored_is_said_without_it_and_holds_up_nobody(string text)
    {
        var ana = await stage.PersonAsync(Reply.Say(text), Reply.Say("Still here."));
        var answer = await ana.SayAsync("Go");

        Assert.Equal("done", answer.Status());
        Assert.DoesNotContain('\u0000', answer.Text());
        Assert.Equal("Still here.", (await ana.SayAsync("And now?", answer.Conversation())).Text());
    }

    [Theory]
    [InlineData("""{"id":"1","object":"chat.completion.chunk","created":0,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"x\ud800y"},"finish_reason":"stop"}]}""")]
    [InlineData("{\"choices\": 5}")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[DONE]")]
    public async Task A_stream_that_is_no_answer_is_answered_by_rules(string data)
    {
        var ana = await stage.PersonAsync(new Reply { Body = $"data: {data}\n\ndata: [DONE]\n\n" });
        var answer = await ana.SayAsync("Add a task to buy milk");

        Assert.Equal("done", answer.Status());
        Assert.Contains("simple rules", answer.Text(), StringComparison.Ordinal);
        Assert.Equal(["Buy milk"], await ana.TasksAsync());
    }

    private static Call Named(string tool, string title) => Call.Of(tool, new { title }) with { Id = "call_1" };
}
