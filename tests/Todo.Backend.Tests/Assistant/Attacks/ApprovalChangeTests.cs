using System.Net;
using System.Text.Json.Nodes;
using Todo.ScriptedModel.Playing;

namespace Todo.Backend.Tests.Assistant.Attacks;

/// <summary>What was asked about has changed by the time of the yes: the task, the conversation, the setting.</summary>
[Trait("rule", "A9")]
public sealed class ApprovalChangeTests(Stage stage) : IClassFixture<Stage>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await stage.AssertSoundAsync();

    [Fact]
    public async Task The_task_is_gone()
    {
        var (ana, asked, task) = await AskedAsync(Reply.Say("It was gone already."));
        using var deleted = await ana.Client.DeleteAsync($"/api/tasks/{task}");
        var (status, answer) = await ana.DecideAsync(asked.Waits()[0]);

        Assert.Equal((HttpStatusCode.OK, "not_found"), (status, Assert.Single(answer.Errors())));
        Assert.Equal(0, await ana.ChangesAsync());
    }

    [Fact]
    public async Task The_conversation_is_deleted()
    {
        var (ana, asked, _) = await AskedAsync();
        using var deleted = await ana.Client.DeleteAsync($"/api/conversations/{asked.Conversation()}");

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Empty(await ana.WaitingAsync());
        Assert.True((await ana.DecideAsync(asked.Waits()[0])).Status is HttpStatusCode.NotFound or HttpStatusCode.Conflict);
        Assert.Equal(HttpStatusCode.NotFound, (await ana.PostAsync("/api/chat", new JsonObject { ["message"] = "yes", ["conversation_id"] = asked.Conversation() })).Status);
        Assert.Equal(["Buy milk"], await ana.TasksAsync());
    }

    [Fact]
    public async Task The_turn_is_stopped()
    {
        var (ana, asked, _) = await AskedAsync(Reply.Say("Yes what?"));
        Assert.Equal(HttpStatusCode.NoContent, (await ana.PostAsync($"/api/chat/{asked.Conversation()}/stop")).Status);

        Assert.Equal(HttpStatusCode.Conflict, (await ana.DecideAsync(asked.Waits()[0])).Status);
        await ana.SayAsync("yes", asked.Conversation());
        Assert.Equal(["Buy milk"], await ana.TasksAsync());
    }

    [Theory]
    [InlineData("never")]
    [InlineData("always")]
    public async Task The_setting_is_another_by_now_and_what_waits_still_waits_for_its_own_yes(string mode)
    {
        var (ana, asked, _) = await AskedAsync(Reply.Say("It waits."), Reply.Say("Deleted."));
        await ana.SetModeAsync(mode);
        await ana.SayAsync("What now?", asked.Conversation());
        Assert.Equal(["Buy milk"], await ana.TasksAsync());

        Assert.Equal(HttpStatusCode.OK, (await ana.DecideAsync(asked.Waits()[0])).Status);
        Assert.Empty(await ana.TasksAsync());
        Assert.Equal(1, await ana.ChangesAsync());
    }

    [Theory]
    [InlineData("always", "add_task", true)]
    [InlineData("always", "list_tasks", false)]
    [InlineData("destructive", "add_task", false)]
    [InlineData("destructive", "delete_task", true)]
    [InlineData("destructive", "complete_tasks", true)]
    [InlineData("never", "delete_task", false)]
    [InlineData("never", "complete_tasks", false)]
    public async Task The_setting_says_what_is_asked(string mode, string tool, bool asks)
    {
        var ana = await stage.PersonAsync();
        await ana.SetModeAsync(mode);
        var ids = await ana.AddAsync(6);
        var arguments = tool switch
        {
            "add_task" => (object)new { title = "One more" },
            "list_tasks" => new { },
            "delete_task" => new { task_id = ids[0] },
            _ => new { task_ids = ids },
        };
        stage.Model.SetScript(Script.Of(Reply.Use(tool, arguments), Reply.Say("Done.")));
        var answer = await ana.SayAsync("Go on");

        Assert.Equal(asks ? "awaiting_approval" : "done", answer.Status());
        Assert.Equal(asks || tool == "list_tasks", await ana.ChangesAsync() == 0);
    }

    // A batch in pieces is a batch all the same.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Many_changes_one_by_one_are_many(bool atOnce)
    {
        var ana = await stage.PersonAsync();
        var ids = await ana.AddAsync(9);
        var calls = ids.Select(id => Call.Of("complete_task", new { task_id = id })).ToArray();
        stage.Model.SetScript(Script.Of([.. atOnce ? [Reply.Use(calls)] : calls.Select(call => Reply.Use(call)), Reply.Say("Done.")]));
        var answer = await ana.SayAsync("Read my list");

        Assert.Equal("awaiting_approval", answer.Status());
        Assert.Equal(5, await ana.ChangesAsync());
    }

    private async Task<(Person Ana, JsonObject Asked, long Task)> AskedAsync(params Reply[] then)
    {
        var ana = await stage.PersonAsync();
        var task = await ana.AddAsync("Buy milk");
        stage.Model.SetScript(Script.Of([Reply.Use("delete_task", new { task_id = task }), .. then]));
        var asked = await ana.SayAsync("Tidy up");
        Assert.Equal("awaiting_approval", asked.Status());
        return (ana, asked, task);
    }
}
