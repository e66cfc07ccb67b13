using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Todo.ScriptedModel.Playing;
using Todo.Testing;

namespace Todo.Backend.Tests.Assistant.Attacks;

/// <summary>What belongs to another: numbers and ids of theirs wherever one can be given.</summary>
[Trait("rule", "A7")]
public sealed class OthersTests(Stage stage) : IClassFixture<Stage>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await stage.AssertSoundAsync();

    [Theory]
    [InlineData("complete_task", """{"task_id": BENS}""")]
    [InlineData("uncomplete_task", """{"task_id": BENS}""")]
    [InlineData("update_task", """{"task_id": BENS, "title": "Mine now"}""")]
    [InlineData("delete_task", """{"task_id": BENS}""")]
    [InlineData("restore_task", """{"task_id": BENS}""")]
    [InlineData("complete_tasks", """{"task_ids": [BENS]}""")]
    [InlineData("delete_tasks", """{"task_ids": [BENS]}""")]
    [InlineData("reschedule_tasks", """{"task_ids": [BENS], "by_days": 1}""")]
    [InlineData("undo", """{"turn": TURN}""")]
    [InlineData("list_tasks", """{"user_id": "BEN"}""")]
    [InlineData("add_task", """{"user_id": "BEN", "title": "For Ben"}""")]
    [InlineData("complete_task", """{"user_id": "BEN", "task_id": BENS}""")]
    [InlineData("delete_task", """{"user_id": "BEN", "task_id": BENS}""")]
    [InlineData("find_tasks", """{"words": "secret"}""")]
    [InlineData("list_tags", "{}")]
    [InlineData("get_overview", "{}")]
    public async Task In_the_arguments_of_a_tool(string tool, string arguments)
    {
        var ana = await stage.PersonAsync();
        await ana.SetModeAsync("never");
        var (ben, id, turn) = await BenAsync();
        var before = await RowsAsync(ben);
        var raw = arguments.Replace("BENS", $"{id}", StringComparison.Ordinal).Replace("TURN", $"{turn}", StringComparison.Ordinal).Replace("BEN", ben.User.Subject, StringComparison.Ordinal);
        stage.Model.SetScript(Script.Of(Reply.Use(new Call { Name = tool, Raw = raw }), Reply.Say("I found nothing.")));
        var answer = await ana.SayAsync("Do it");

        Assert.DoesNotContain("secret plan", answer.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret plan", stage.Model.Requests[^1].Text, StringComparison.Ordinal);
        Assert.Equal(before, await RowsAsync(ben));
        Assert.Equal(0, await ana.ChangesAsync());
        Assert.Empty(await ana.TasksAsync());
    }

    [Fact]
    public async Task In_addresses_and_bodies()
    {
        var ana = await stage.PersonAsync();
        var (ben, _, turn) = await BenAsync();
        await using var db = stage.Backend.Database.Context();
        var said = await db.Messages.AsNoTracking().SingleAsync(row => row.Id == turn);
        var (conversation, message) = (said.ConversationId, said.MessageId);
        var before = await RowsAsync(ben);

        Assert.Equal(HttpStatusCode.NotFound, (await ana.PostAsync("/api/chat", new JsonObject { ["message"] = "hi", ["conversation_id"] = conversation })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await ana.PostAsync("/api/chat/stream", new JsonObject { ["message"] = "hi", ["conversation_id"] = conversation })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await ana.PostAsync($"/api/chat/{conversation}/stop")).Status);
        Assert.True((await ana.PostAsync("/api/undo", new JsonObject { ["turn"] = turn })).Status is HttpStatusCode.NotFound);
        foreach (var path in new[] { $"/api/chat/{conversation}/events", $"/api/chat/{conversation}/events?after=0", $"/api/conversations/{conversation}" })
        {
            using var read = await ana.Client.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, read.StatusCode);
        }

        foreach (var path in new[] { "/chat", "/chat/stream", $"/chat/{conversation}/stop", "/undo" })
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await ana.PostAsync($"/api/{ben.User.Subject}{path}", new JsonObject { ["message"] = "hi" })).Status);
        }

        // Another's message id is nothing to this person: the message is a new one.
        stage.Model.SetScript(Script.Of(Reply.Say("Hello!")));
        var (status, own) = await ana.PostAsync("/api/chat", new JsonObject { ["message"] = "Add a secret plan", ["message_id"] = message });
        Assert.Equal((HttpStatusCode.OK, "Hello!"), (status, own.Text()));
        Assert.NotEqual(conversation, own.Conversation());
        Assert.Equal(before, await RowsAsync(ben));
    }

    // Ben's task, made by the assistant in a turn of his.
    private async Task<(Person Ben, long Task, long Turn)> BenAsync()
    {
        var ben = new Person(stage.Backend, await TestUser.CreateAsync(stage.Backend));
        stage.Model.SetScript(Script.Of(Reply.Use("add_task", new { title = "A secret plan", tags = new[] { "secret plan" } }), Reply.Say("Added.")));
        var answer = await ben.SayAsync("Add a secret plan");
        await using var db = stage.Backend.Database.Context();
        var turn = await db.Turns.Where(row => row.ConversationId == answer.Conversation()).Select(row => row.Id).SingleAsync();
        return (ben, (long)answer["tool_calls"]![0]!["result"]!["task_id"]!, turn);
    }

    private async Task<string> RowsAsync(Person person)
    {
        await using var db = stage.Backend.Database.Context();
        var task = await db.Tasks.AsNoTracking().SingleAsync(row => row.UserId == person.User.Id);
        var (changes, messages) = (await db.Journal.CountAsync(row => row.UserId == person.User.Id), await db.Messages.CountAsync(row => row.UserId == person.User.Id));
        return string.Create(CultureInfo.InvariantCulture, $"{task.Title} {task.Completed} {task.DueDate} {task.DeletedAt} {task.UpdatedAt:O} {changes} {messages}");
    }
}
