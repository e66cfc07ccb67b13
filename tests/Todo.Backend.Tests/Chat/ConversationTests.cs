using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Todo.Testing;

namespace Todo.Backend.Tests.Chat;

[Trait("rule", "A8")]
public sealed class ConversationTests(OneBackend one) : IClassFixture<OneBackend>, IAsyncLifetime
{
    private TestUser ana = null!;

    public async ValueTask InitializeAsync() => ana = await TestUser.CreateAsync(one.Backend);

    public ValueTask DisposeAsync()
    {
        ana.Client.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_conversation_is_found_after_a_restart_and_goes_on()
    {
        var id = (long)(await SayAsync(new { message = "Add a task to buy groceries" }))["conversation_id"]!;
        await using var restarted = await TestBackend.StartAsync(one.Backend.Database);
        var again = restarted.Client(ana.Token);

        var conversation = (await again.GetFromJsonAsync<JsonObject>($"/api/conversations/{id}"))!;
        Assert.Equal("Add a task to buy groceries", (string)conversation["title"]!);
        var messages = conversation["messages"]!.AsArray();
        Assert.Equal(["user", "assistant"], messages.Select(message => (string)message!["role"]!));
        Assert.Equal("add_task", (string)messages[1]!["tool_calls"]![0]!["name"]!);

        var answer = await SayAsync(new { message = "What's pending?", conversation_id = id }, again);
        Assert.Equal(id, (long)answer["conversation_id"]!);
        Assert.Contains("Buy groceries", (string)answer["response"]!, StringComparison.Ordinal);
        Assert.Equal(4, (await again.GetFromJsonAsync<JsonObject>($"/api/conversations/{id}"))!["messages"]!.AsArray().Count);
    }

    [Fact]
    public async Task The_same_message_id_and_text_gives_the_stored_answer_and_does_nothing_twice()
    {
        var message = new { message = "Add a task to buy groceries", message_id = Guid.NewGuid() };
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SayAsync(message)));
        Assert.All(answers, answer => Assert.True(JsonNode.DeepEquals(answers[0], answer)));
        Assert.Equal(message.message_id, (Guid)answers[0]["message_id"]!);
        Assert.True(JsonNode.DeepEquals(answers[0], await SayAsync(message)));
        await using var db = one.Backend.Database.Context();
        Assert.Equal((1, 2), (await db.Tasks.CountAsync(task => task.UserId == ana.Id), await db.Messages.CountAsync(message => message.UserId == ana.Id)));
    }

    [Fact]
    public async Task The_same_message_id_with_another_text_is_422()
    {
        var id = Guid.NewGuid();
        await SayAsync(new { message = "What's pending?", message_id = id });
        var problem = await RefusedAsync(HttpStatusCode.UnprocessableEntity, new { message = "What is done?", message_id = id });
        Assert.Equal("idempotency-mismatch", (string)problem["code"]!);
    }

    // As a process leaves it that dies before a step is stored: what was to be stored after it is not there.
    [Theory]
    [Trait("rule", "A12")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_turn_whose_process_died_goes_on_without_doing_anything_twice(int steps)
    {
        var message = new { message = "Add a task to buy groceries", message_id = Guid.NewGuid() };
        var answered = await SayAsync(message);
        await one.Backend.Database.ExecuteAsync(
            $"delete from messages where role = 'assistant' and user_id = {ana.Id}; " +
            $"delete from turn_events where kind = 'done' and turn_id in (select id from turns where user_id = {ana.Id}); " +
            $"delete from turn_steps where number >= {steps} and turn_id in (select id from turns where user_id = {ana.Id}); " +
            $"update turns set status = 'running', told = 0, holder = 'dead', lease_until = now() - interval '1 second' where user_id = {ana.Id}");
        var resumed = await SayAsync(message);
        Assert.True(JsonNode.DeepEquals(answered, resumed), resumed.ToJsonString());
        await using var db = one.Backend.Database.Context();
        Assert.Equal((1, 1), (await db.Tasks.CountAsync(task => task.UserId == ana.Id), await db.Journal.CountAsync(entry => entry.UserId == ana.Id)));
        Assert.Equal(3, await db.TurnSteps.CountAsync(step => db.Turns.Any(turn => turn.Id == step.TurnId && turn.UserId == ana.Id)));
    }

    [Fact]
    [Trait("rule", "A7")]
    public async Task Conversations_of_others_are_not_there()
    {
        var id = (long)(await SayAsync(new { message = "my secret" }))["conversation_id"]!;
        var ben = await TestUser.CreateAsync(one.Backend);
        await RefusedAsync(HttpStatusCode.NotFound, new { message = "hello", conversation_id = id }, ben.Client);
        Assert.Equal(HttpStatusCode.NotFound, (await ben.Client.GetAsync($"/api/conversations/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await ben.Client.DeleteAsync($"/api/conversations/{id}")).StatusCode);
        Assert.Empty((await ben.Client.GetFromJsonAsync<JsonObject>("/api/conversations"))!["conversations"]!.AsArray());
        Assert.Equal(HttpStatusCode.OK, (await ana.Client.GetAsync($"/api/conversations/{id}")).StatusCode);
    }

    [Fact]
    [Trait("rule", "A15")]
    public async Task A_deleted_conversation_is_found_nowhere_and_stays_a_row()
    {
        var id = (long)(await SayAsync(new { message = "hello" }))["conversation_id"]!;
        Assert.Equal(HttpStatusCode.NoContent, (await ana.Client.DeleteAsync($"/api/conversations/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await ana.Client.DeleteAsync($"/api/conversations/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await ana.Client.GetAsync($"/api/conversations/{id}")).StatusCode);
        await RefusedAsync(HttpStatusCode.NotFound, new { message = "hello again", conversation_id = id });
        await using var db = one.Backend.Database.Context();
        Assert.NotNull((await db.Conversations.SingleAsync(row => row.Id == id)).DeletedAt);
    }

    [Fact]
    public async Task Conversations_are_listed_page_by_page_the_last_used_first()
    {
        var ids = new List<long>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add((long)(await SayAsync(new { message = $"conversation {i}" }))["conversation_id"]!);
        }

        await SayAsync(new { message = "once more", conversation_id = ids[1] });
        var listed = new List<long>();
        var path = "/api/conversations?limit=2";
        for (var page = 0; page < 3; page++)
        {
            var answer = (await ana.Client.GetFromJsonAsync<JsonObject>(path))!;
            listed.AddRange(answer["conversations"]!.AsArray().Select(row => (long)row!["id"]!));
            path = $"/api/conversations?limit=2&cursor={answer["next_cursor"]}";
        }

        Assert.Equal([ids[1], ids[4], ids[3], ids[2], ids[0]], listed);
        Assert.EndsWith("cursor=", path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_are_read_page_by_page()
    {
        var id = (long)(await SayAsync(new { message = "message 0" }))["conversation_id"]!;
        for (var i = 1; i < 4; i++)
        {
            await SayAsync(new { message = $"message {i}", conversation_id = id });
        }

        var latest = (await ana.Client.GetFromJsonAsync<JsonObject>($"/api/conversations/{id}?limit=3"))!;
        var earlier = (await ana.Client.GetFromJsonAsync<JsonObject>($"/api/conversations/{id}?limit=100&cursor={latest["next_cursor"]}"))!;
        Assert.Equal(["assistant", "user", "assistant"], latest["messages"]!.AsArray().Select(message => (string)message!["role"]!));
        Assert.Equal(["message 0", "message 1", "message 2"], earlier["messages"]!.AsArray().Where(message => (string)message!["role"]! == "user").Select(message => (string)message!["content"]!));
        Assert.Null(earlier["next_cursor"]);
    }

    [Theory]
    [Trait("rule", "A5")]
    [InlineData("""{}""", "message")]
    [InlineData("""{"message":null}""", "message")]
    [InlineData("""{"message":""}""", "message")]
    [InlineData("""{"message":" \n "}""", "message")]
    [InlineData("""{"message":"a\u0000b"}""", "message")]
    [InlineData("""{"message":7}""", "message")]
    [InlineData("""{"message":"hello","message_id":"7"}""", "message_id")]
    [InlineData("""{"message":"hello","conversation_id":"seven"}""", "conversation_id")]
    public async Task A_wrong_field_is_400_with_its_name(string body, string field)
    {
        using var response = await ana.Client.PostAsync("/api/chat", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal([field], (await response.Content.ReadFromJsonAsync<JsonObject>())!["errors"]!.AsObject().Select(error => error.Key));
    }

    [Fact]
    public async Task A_message_has_at_most_4000_code_points()
    {
        await SayAsync(new { message = string.Concat(Enumerable.Repeat("🛒", 4000)) });
        await RefusedAsync(HttpStatusCode.BadRequest, new { message = string.Concat(Enumerable.Repeat("🛒", 4001)) });
    }

    [Theory]
    [Trait("rule", "A5")]
    [InlineData("/api/conversations?limit=0", "limit")]
    [InlineData("/api/conversations?limit=101", "limit")]
    [InlineData("/api/conversations?limit=many", "limit")]
    [InlineData("/api/conversations?cursor=nonsense", "cursor")]
    [InlineData("/api/conversations/1?cursor=nonsense", "cursor")]
    public async Task A_wrong_parameter_is_400_with_its_name(string path, string field)
    {
        using var response = await ana.Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal([field], (await response.Content.ReadFromJsonAsync<JsonObject>())!["errors"]!.AsObject().Select(error => error.Key));
    }

    [Fact]
    public async Task Writing_too_fast_is_429_with_a_time_to_wait()
    {
        await using var strict = await TestBackend.StartAsync(one.Backend.Database, new Dictionary<string, string?> { ["BACKEND_LIMIT_CHAT_PER_MINUTE"] = "2" });
        var client = strict.Client(ana.Token);
        await SayAsync(new { message = "hello" }, client);
        await SayAsync(new { message = "hello" }, client);
        using var refused = await client.PostAsJsonAsync("/api/chat", new { message = "hello" });
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    [Trait("rule", "A1")]
    public async Task The_paths_with_a_user_are_the_same_and_only_for_that_user()
    {
        var id = (long)(await SayAsync(new { message = "hello" }))["conversation_id"]!;
        var own = $"/api/{ana.Subject}";
        using var sent = await ana.Client.PostAsJsonAsync($"{own}/chat", new { message = "hello again", conversation_id = id });
        Assert.Equal(id, (long)(await sent.Content.ReadFromJsonAsync<JsonObject>())!["conversation_id"]!);
        Assert.Single((await ana.Client.GetFromJsonAsync<JsonObject>($"{own}/conversations"))!["conversations"]!.AsArray());
        Assert.Equal(4, (await ana.Client.GetFromJsonAsync<JsonObject>($"{own}/conversations/{id}"))!["messages"]!.AsArray().Count);

        var ben = await TestUser.CreateAsync(one.Backend);
        Assert.Equal(HttpStatusCode.Forbidden, (await ben.Client.PostAsJsonAsync($"{own}/chat", new { message = "hello" })).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await ben.Client.GetAsync($"{own}/conversations/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await ben.Client.DeleteAsync($"{own}/conversations/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await ana.Client.DeleteAsync($"{own}/conversations/{id}")).StatusCode);
    }

    [Fact]
    [Trait("rule", "A14")]
    public async Task A_token_that_only_reads_reads_conversations_and_sends_nothing()
    {
        await SayAsync(new { message = "hello" });
        using var made = await ana.Client.PostAsJsonAsync("/api/tokens", new { name = "reader", scopes = new[] { "read" }, expires_in_days = 1 });
        var reader = one.Backend.Client((string)(await made.Content.ReadFromJsonAsync<JsonObject>())!["token"]!);
        Assert.Single((await reader.GetFromJsonAsync<JsonObject>("/api/conversations"))!["conversations"]!.AsArray());
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.PostAsJsonAsync("/api/chat", new { message = "Add a task to buy groceries" })).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.DeleteAsync("/api/conversations/1")).StatusCode);
    }

    [Fact]
    [Trait("rule", "A5")]
    public async Task What_is_no_JSON_object_or_too_large_is_refused()
    {
        using var text = await ana.Client.PostAsync("/api/chat", new StringContent("hello", System.Text.Encoding.UTF8, "text/plain"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, text.StatusCode);
        using var broken = await ana.Client.PostAsync("/api/chat", new StringContent("{", System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, broken.StatusCode);
        using var large = await ana.Client.PostAsJsonAsync("/api/chat", new { message = new string('x', 70_000) });
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
    }

    [Fact]
    [Trait("rule", "A14")]
    public async Task Without_a_token_there_is_no_chat()
    {
        using var client = one.Backend.Client();
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.PostAsJsonAsync("/api/chat", new { message = "hello" })).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/conversations")).StatusCode);
    }

    private async Task<JsonObject> SayAsync(object request, HttpClient? client = null)
    {
        using var response = await (client ?? ana.Client).PostAsJsonAsync("/api/chat", request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    private async Task<JsonObject> RefusedAsync(HttpStatusCode status, object request, HttpClient? client = null)
    {
        using var response = await (client ?? ana.Client).PostAsJsonAsync("/api/chat", request);
        Assert.Equal(status, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!;
    }
}
