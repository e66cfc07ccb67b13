using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Todo.ScriptedModel.Playing;

namespace Todo.Backend.Tests.Assistant.Attacks;

/// <summary>Every way to a yes that is not the person's own to what was shown.</summary>
[Trait("rule", "A9")]
public sealed class ApprovalAttackTests(Stage stage) : IClassFixture<Stage>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await stage.AssertSoundAsync();

    [Theory]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("0b9f3c1e-6d0f-4f7c-9a55-2f8f0f1f2a3b")]
    [InlineData("1")]
    [InlineData("{0b9f3c1e-6d0f-4f7c-9a55-2f8f0f1f2a3b}")]
    [InlineData("x' or 1=1 --")]
    [InlineData("..%2f")]
    public async Task A_forged_id_opens_nothing(string id)
    {
        var (ana, _, _) = await AskedAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await ana.DecideAsync(id)).Status);
        Assert.Equal(["Buy milk"], await ana.TasksAsync());
    }

    [Fact]
    public async Task A_yes_counts_once_however_often_and_at_the_same_time_it_is_sent()
    {
        var (ana, asked, task) = await AskedAsync(Reply.Say("Deleted."));
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => ana.DecideAsync(asked.Waits()[0])));
        var later = await ana.DecideAsync(asked.Waits()[0]);

        Assert.All([.. answers, later], answer => Assert.Equal((HttpStatusCode.OK, "Deleted."), (answer.Status, answer.Answer.Text())));
        Assert.Equal(1, await ana.ChangesAsync());
        Assert.Equal(HttpStatusCode.Conflict, (await ana.DecideAsync(asked.Waits()[0], approve: false)).Status);

        // What the person has brought back since is not deleted by the same yes again.
        using var restored = await ana.Client.PostAsync($"/api/tasks/{task}/restore", content: null);
        Assert.Equal(HttpStatusCode.OK, (await ana.DecideAsync(asked.Waits()[0])).Status);
        Assert.Equal(["Buy milk"], await ana.TasksAsync());
    }

    [Fact]
    public async Task Of_a_yes_and_a_no_at_the_same_time_one_counts()
    {
        for (var i = 0; i < 10; i++)
        {
            var (ana, asked, _) = await AskedAsync(Reply.Say("All right."), Reply.Say("Hm?"));
            var no = ana.DecideAsync(asked.Waits()[0], approve: false);
            var yes = ana.PostAsync("/api/chat", new JsonObject { ["message"] = "yes", ["conversation_id"] = asked.Conversation() });
            await Task.WhenAll(no, yes);
            Assert.True((await no).Status is HttpStatusCode.OK or HttpStatusCode.Conflict, (await no).Answer.ToJsonString());
            Assert.True((await yes).Status is HttpStatusCode.OK or HttpStatusCode.Conflict, (await yes).Answer.ToJsonString());

            // Whoever said no and was told so keeps the task.
            Assert.Equal((await no).Status == HttpStatusCode.OK ? ["Buy milk"] : [], await ana.TasksAsync());
        }
    }

    [Theory]
    [InlineData("""{"approve": true, "tool": "delete_tasks"}""")]
    [InlineData("""{"approve": true, "arguments": {"task_id": 1}}""")]
    [InlineData("""{"approve": true, "approve": false}""")]
    [InlineData("""{"approve": "true"}""")]
    [InlineData("""{"approve": 1}""")]
    [InlineData("""{"approve": null}""")]
    [InlineData("{}")]
    [InlineData("[true]")]
    [InlineData("true")]
    [InlineData("")]
    public async Task An_altered_answer_is_refused(string body)
    {
        var (ana, asked, _) = await AskedAsync();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await ana.Client.PostAsync($"/api/chat/approvals/{asked.Waits()[0]}", content);

        Assert.True(response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity, $"{response.StatusCode}");
        Assert.Equal(["Buy milk"], await ana.TasksAsync());
        Assert.Single(await ana.WaitingAsync());
    }

    [Fact]
    public async Task After_15_minutes_a_yes_does_nothing()
    {
        var (ana, asked, _) = await AskedAsync(Reply.Say("Yes to what?"));
        await using (var db = stage.Backend.Database.Context())
        {
            var waits = await db.Approvals.SingleAsync(approval => approval.UserId == ana.User.Id);
            Assert.Equal(TimeSpan.FromMinutes(15), waits.ExpiresAt - waits.CreatedAt);
            await db.Approvals.Where(approval => approval.Id == waits.Id).ExecuteUpdateAsync(set => set
                .SetProperty(approval => approval.CreatedAt, approval => approval.CreatedAt.AddMinutes(-16)).SetProperty(approval => approval.ExpiresAt, approval => approval.ExpiresAt.AddMinutes(-16)));
        }

        Assert.Equal(HttpStatusCode.Conflict, (await ana.DecideAsync(asked.Waits()[0])).Status);
        await ana.SayAsync("yes", asked.Conversation());
        Assert.Empty(await ana.WaitingAsync());
        Assert.Equal(["Buy milk"], await ana.TasksAsync());
        Assert.Equal(0, await ana.ChangesAsync());
    }

    [Fact]
    public async Task Another_person_can_neither_see_nor_answer_it()
    {
        var (ana, asked, _) = await AskedAsync();
        var ben = new Person(stage.Backend, await Testing.TestUser.CreateAsync(stage.Backend));
        using var client = ben.Client;

        Assert.Empty(await ben.WaitingAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await ben.DecideAsync(asked.Waits()[0])).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await ben.DecideAsync(asked.Waits()[0], approve: false)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await ben.PostAsync("/api/chat", new JsonObject { ["message"] = "yes", ["conversation_id"] = asked.Conversation() })).Status);
        Assert.Single(await ana.WaitingAsync());
        Assert.Equal(["Buy milk"], await ana.TasksAsync());
    }

    [Fact]
    public async Task A_program_with_a_personal_token_can_neither_say_yes_nor_turn_the_question_off()
    {
        var (ana, asked, _) = await AskedAsync(Reply.Say("Say it where you have signed in."));
        using var program = await ana.ProgramAsync();

        Assert.Equal(HttpStatusCode.Forbidden, (await ana.DecideAsync(asked.Waits()[0], client: program)).Status);
        await ana.SayAsync("yes", asked.Conversation(), program);
        using var setting = await program.PatchAsync("/api/settings", System.Net.Http.Json.JsonContent.Create(new { approvals = "never" }));
        Assert.Equal(HttpStatusCode.Forbidden, setting.StatusCode);
        Assert.Single(await ana.WaitingAsync());
        Assert.Equal(["Buy milk"], await ana.TasksAsync());
    }

    [Fact]
    public async Task A_yes_in_another_conversation_or_to_two_questions_at_once_answers_nothing()
    {
        var (ana, asked, _) = await AskedAsync(Reply.Say("Yes what?"));
        await ana.SayAsync("yes");
        Assert.Single(await ana.WaitingAsync());

        var two = await ana.AddAsync(2);
        stage.Model.SetScript(Script.Of(Reply.Use(Call.Of("delete_task", new { task_id = two[0] }), Call.Of("delete_task", new { task_id = two[1] })), Reply.Say("Which?")));
        var both = await ana.SayAsync("Tidy up");
        Assert.Equal(2, both.Waits().Length);
        await ana.SayAsync("yes", both.Conversation());
        Assert.Equal(3, (await ana.WaitingAsync()).Count);
        Assert.Equal(["Buy milk", "Task 1", "Task 2"], await ana.TasksAsync());
        Assert.NotEqual(asked.Conversation(), both.Conversation());
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
