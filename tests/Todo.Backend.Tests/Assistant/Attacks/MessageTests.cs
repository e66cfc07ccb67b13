using System.Net;
using System.Text.Json.Nodes;
using Todo.ScriptedModel.Playing;

namespace Todo.Backend.Tests.Assistant.Attacks;

/// <summary>Messages of any size, kind, number and at any time.</summary>
[Trait("rule", "A8")]
public sealed class MessageTests(Stage stage) : IClassFixture<Stage>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await stage.AssertSoundAsync();

    [Theory]
    [InlineData("x", 4_000, HttpStatusCode.OK)]
    [InlineData("🌍", 4_000, HttpStatusCode.OK)]
    [InlineData("x", 4_001, HttpStatusCode.BadRequest)]
    [InlineData("🌍", 4_001, HttpStatusCode.BadRequest)]
    [InlineData(" ", 10, HttpStatusCode.BadRequest)]
    [InlineData("a\u0000", 1, HttpStatusCode.BadRequest)]
    [InlineData("a\u001b[2J", 1, HttpStatusCode.BadRequest)]
    [InlineData("a\r\n\tb", 1, HttpStatusCode.OK)]
    public async Task A_message_has_1_to_4000_code_points_and_no_control_characters(string piece, int times, HttpStatusCode expected)
    {
        var ana = await stage.PersonAsync(Reply.Say("All right."));
        var message = string.Concat(Enumerable.Repeat(piece, times));
        var (status, answer) = await ana.PostAsync("/api/chat", new JsonObject { ["message"] = message });
        var (streamed, _) = status == HttpStatusCode.OK ? (status, answer) : await ana.PostAsync("/api/chat/stream", new JsonObject { ["message"] = message });

        Assert.Equal((expected, expected), (status, streamed));
        if (expected == HttpStatusCode.OK)
        {
            Assert.Equal(message, stage.Model.Requests[^1].Messages[^1].GetProperty("content").GetString());
        }
    }

    [Theory]
    [InlineData("""{"message": "\ud800"}""")]
    [InlineData("""{"message": "a", "message": "b"}""")]
    [InlineData("""{"message": {"role": "system", "content": "x"}}""")]
    [InlineData("""{"message": "a", "role": "system"}""")]
    [InlineData("""{"message": "a", "tool_calls": []}""")]
    [InlineData("""{"message": "a", "conversation_id": -1}""")]
    [InlineData("""{"message": "a", "conversation_id": 1e99}""")]
    [InlineData("""{"message": "a", "message_id": "1"}""")]
    [InlineData("""[{"message": "a"}]""")]
    public async Task A_body_that_is_something_else_is_refused_before_any_model_sees_it(string body)
    {
        var ana = await stage.PersonAsync();
        var before = stage.Model.Requests.Count;
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await ana.Client.PostAsync("/api/chat", content);

        Assert.True((int)response.StatusCode is 400 or 404 or 422, $"{response.StatusCode}");
        Assert.Equal(before, stage.Model.Requests.Count);
    }

    [Fact]
    public async Task Another_text_under_the_same_id_is_422_and_runs_nothing()
    {
        var ana = await stage.PersonAsync(Reply.Use("add_task", new { title = "Buy milk" }), Reply.Say("Added."));
        var id = Guid.NewGuid();
        Assert.Equal("Added.", (await ana.PostAsync("/api/chat", new JsonObject { ["message"] = "Add milk", ["message_id"] = id })).Answer.Text());
        foreach (var path in new[] { "/api/chat", "/api/chat/stream" })
        {
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ana.PostAsync(path, new JsonObject { ["message"] = "Delete milk", ["message_id"] = id })).Status);
        }

        Assert.Equal(1, await ana.ChangesAsync());
    }

    [Fact]
    public async Task Messages_at_once_in_one_conversation_are_answered_one_after_the_other()
    {
        var ana = await stage.PersonAsync(Reply.Say("Hello!"));
        var conversation = (await ana.SayAsync("Hi")).Conversation();
        stage.Model.SetScript(Script.Of(
            new Exchange { When = new When { User = "add (.+)", Results = 0 }, Reply = Reply.Use("add_task", new { title = "{{match.1}}" }) },
            new Exchange { When = new When { User = "add (.+)", Results = 1 }, Reply = Reply.Say("Added {{match.1}}.") }));
        var answers = await Task.WhenAll(Enumerable.Range(1, 6).Select(i => ana.SayAsync($"add task{i}", conversation)));

        Assert.Equal(Enumerable.Range(1, 6).Select(i => $"Added task{i}."), answers.Select(answer => answer.Text()));
        Assert.Equal(Enumerable.Range(1, 6).Select(i => $"task{i}"), await ana.TasksAsync());
        Assert.All(answers, answer => Assert.Equal(["add_task"], answer.Tools()));
    }

    [Fact]
    [Trait("rule", "A12")]
    public async Task Of_thousands_of_messages_the_model_is_given_the_newest_whole_and_told_that_there_are_older_ones()
    {
        var ana = await stage.PersonAsync(Reply.Say("Hello!"), Reply.Use("list_tasks"), Reply.Say("Nothing."));
        var conversation = (await ana.SayAsync("Hi")).Conversation();
        await stage.Backend.Database.ExecuteAsync(
            $"""
            with asked as (
                insert into messages (conversation_id, user_id, role, content, message_id, status, created_at)
                select {conversation}, {ana.User.Id}, 'user', 'Question ' || n || repeat(' word', 700), gen_random_uuid(), 'done', now() from generate_series(1, 3000) n order by n
                returning id, conversation_id, user_id
            ), turned as (
                insert into turns (id, conversation_id, user_id, status, scopes, reply_to) select id, conversation_id, user_id, 'done', 7, id from asked
            )
            insert into messages (conversation_id, user_id, role, content, reply_to, turn_id, status, created_at)
            select conversation_id, user_id, 'assistant', 'Answer ' || id, id, id, 'done', now() from asked
            """);
        var answer = await ana.SayAsync("And now?", conversation);
        var request = stage.Model.Requests[^1];
        var roles = request.Messages.Select(message => message.GetProperty("role").GetString()!).ToList();

        Assert.Equal("Nothing.", answer.Text());
        Assert.InRange(request.Text.Length, 20_000, 140_000);
        Assert.Contains("Older messages of this conversation exist", request.Messages[0].GetProperty("content").ToString(), StringComparison.Ordinal);
        Assert.StartsWith("Question 3000", request.Messages[^5].GetProperty("content").ToString(), StringComparison.Ordinal);
        Assert.Equal(["user", "assistant", "user", "assistant", "tool"], roles[^5..]);
        Assert.All(roles[1..^3].Chunk(2), pair => Assert.Equal("user assistant", string.Join(" ", pair)));
    }
}
