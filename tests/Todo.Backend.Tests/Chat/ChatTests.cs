using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Todo.Testing;

namespace Todo.Backend.Tests.Chat;

[Trait("rule", "A8")]
[Trait("rule", "A9")]
public sealed class ChatTests(OneBackend one) : IClassFixture<OneBackend>, IAsyncLifetime
{
    private TestUser ana = null!;

    public async ValueTask InitializeAsync() => ana = await TestUser.CreateAsync(one.Backend);

    public ValueTask DisposeAsync()
    {
        ana.Client.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_eight_commands_are_understood_done_and_confirmed()
    {
        var mom = await AddAsync("Call mom");
        var meeting = await AddAsync("Prepare the meeting");

        var added = await SayAsync("Add a task to buy groceries");
        var call = Only(added);
        Assert.Equal(("add_task", "Buy groceries", "created"), ((string)call["name"]!, (string)call["arguments"]!["title"]!, (string)call["result"]!["status"]!));
        Assert.Contains("Buy groceries", Response(added), StringComparison.Ordinal);
        var groceries = (long)call["result"]!["task_id"]!;
        Assert.Equal("Buy groceries", (string)(await TaskAsync(groceries))["title"]!);
        var conversation = (long)added["conversation_id"]!;

        var all = await SayAsync("Show me all my tasks", conversation);
        Assert.Equal("all", (string)Only(all)["arguments"]!["status"]!);
        Assert.Equal(3, Only(all)["result"]!["tasks"]!.AsArray().Count);
        Assert.All(["Call mom", "Prepare the meeting", "Buy groceries"], title => Assert.Contains(title, Response(all), StringComparison.Ordinal));

        var completed = await SayAsync($"Mark task {mom} as complete", conversation);
        Assert.Equal(
            ("complete_task", mom, "completed", "Call mom"),
            (Name(completed), (long)Result(completed)["task_id"]!, (string)Result(completed)["status"]!, (string)Result(completed)["title"]!));
        Assert.True((bool)(await TaskAsync(mom))["completed"]!);

        var pending = await SayAsync("What's pending?", conversation);
        Assert.Equal("pending", (string)Only(pending)["arguments"]!["status"]!);
        Assert.DoesNotContain("Call mom", Response(pending), StringComparison.Ordinal);
        Assert.All(Result(pending)["tasks"]!.AsArray(), task => Assert.False((bool)task!["completed"]!));

        var asked = await SayAsync("Delete the meeting task", conversation);
        Assert.Equal("awaiting_approval", (string)asked["status"]!);
        Assert.Equal(meeting, (long)Assert.Single(asked["approvals"]!.AsArray())!["arguments"]!["task_id"]!);
        Assert.Equal(["list_tasks"], Calls(asked).Select(tool => (string)tool!["name"]!));
        var deleted = await SayAsync("yes", conversation);
        Assert.Equal(["delete_task"], Calls(deleted).Select(tool => (string)tool!["name"]!));
        Assert.Equal((meeting, "deleted"), ((long)Result(deleted)["task_id"]!, (string)Result(deleted)["status"]!));
        Assert.Equal(HttpStatusCode.NotFound, (await ana.Client.GetAsync($"/api/tasks/{meeting}")).StatusCode);

        var changed = await SayAsync($"Change task {groceries} to 'Call mom tonight'", conversation);
        Assert.Equal(("update_task", "updated", "Call mom tonight"), (Name(changed), (string)Result(changed)["status"]!, (string)Result(changed)["title"]!));
        Assert.Equal("Call mom tonight", (string)(await TaskAsync(groceries))["title"]!);

        var remembered = await SayAsync("I need to remember to pay bills", conversation);
        Assert.Equal(("add_task", "Pay bills"), (Name(remembered), (string)Result(remembered)["title"]!));

        var done = await SayAsync("What have I completed?", conversation);
        Assert.Equal("completed", (string)Only(done)["arguments"]!["status"]!);
        Assert.Equal(mom, (long)Assert.Single(Result(done)["tasks"]!.AsArray())!["id"]!);

        Assert.All([added, all, completed, pending, deleted, changed, remembered, done], answer =>
        {
            Assert.Equal("done", (string)answer["status"]!);
            Assert.Equal(conversation, (long)answer["conversation_id"]!);
            Assert.NotEmpty(Response(answer));
        });
    }

    [Fact]
    public async Task Several_matches_are_named_and_a_number_chooses()
    {
        var first = await AddAsync("Meeting with Ana");
        var second = await AddAsync("Meeting with Ben");
        var question = await SayAsync("Delete the meeting task");
        Assert.Equal("list_tasks", Name(question));
        Assert.All([$"{first}. Meeting with Ana", $"{second}. Meeting with Ben", "Which one"], text => Assert.Contains(text, Response(question), StringComparison.Ordinal));

        await SayAsync($"{second}", (long)question["conversation_id"]!);
        var chosen = await SayAsync("Yes, please.", (long)question["conversation_id"]!);
        Assert.Equal(("delete_task", second), (Name(chosen), (long)Result(chosen)["task_id"]!));
        Assert.Equal("Meeting with Ana", (string)(await TaskAsync(first))["title"]!);

        // Out of nowhere a number is no command.
        Assert.Empty(Calls(await SayAsync($"{first}", (long)question["conversation_id"]!)));
    }

    [Fact]
    public async Task The_task_that_is_called_exactly_so_is_meant()
    {
        var exact = await AddAsync("Meeting");
        await AddAsync("Meeting with Ben");
        Assert.Equal(exact, (long)Assert.Single((await SayAsync("delete the meeting task"))["approvals"]!.AsArray())!["arguments"]!["task_id"]!);
    }

    [Theory]
    [InlineData("Mark task 999999 as complete", "999999")]
    [InlineData("Delete task 999999", "999999")]
    [InlineData("Change task 999999 to 'Something'", "999999")]
    [InlineData("Delete the unicorn task", "unicorn")]
    [InlineData("I finished the unicorn task", "unicorn")]
    public async Task What_is_not_found_is_said(string message, string named)
    {
        var answer = await SayAsync(message);
        Assert.Contains("couldn't find", Response(answer), StringComparison.Ordinal);
        Assert.Contains(named, Response(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tasks_of_others_are_not_found()
    {
        var anas = await AddAsync("A secret plan");
        var ben = await TestUser.CreateAsync(one.Backend);
        Assert.Contains("couldn't find", Response(await SayAsync($"Delete task {anas}", client: ben.Client)), StringComparison.Ordinal);
        Assert.Contains("couldn't find", Response(await SayAsync("Delete the secret task", client: ben.Client)), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", (await SayAsync("Show me all my tasks", client: ben.Client)).ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("A secret plan", (string)(await TaskAsync(anas))["title"]!);
    }

    [Fact]
    public async Task Whatever_is_no_command_gets_help()
    {
        var answer = await SayAsync("Tell the story of the three bears");
        Assert.Empty(Calls(answer));
        Assert.Contains("Add a task", Response(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_breaks_a_rule_is_said_and_nothing_is_done()
    {
        var answer = await SayAsync("Add a task to " + new string('x', 300));
        Assert.Equal("invalid", (string)Result(answer)["error"]!);
        Assert.Contains("Nothing was changed", Response(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_are_put_down_to_the_turn_and_the_call()
    {
        await AddAsync("Prepare the meeting");
        var id = Guid.NewGuid();
        var asked = await SayAsync("Delete the meeting task", messageId: id);
        await SayAsync("ok", (long)asked["conversation_id"]!);
        await using var db = one.Backend.Database.Context();
        var turn = await db.Messages.SingleAsync(message => message.MessageId == id);
        var change = await db.Journal.SingleAsync(entry => entry.What == "deleted" && entry.UserId == ana.Id);
        Assert.Equal(("chat", turn.Id, $"t{turn.Id}s2c1"), (change.Door, change.Turn, change.Call));
    }

    private async Task<JsonObject> SayAsync(string message, long? conversation = null, Guid? messageId = null, HttpClient? client = null)
    {
        var request = new JsonObject { ["message"] = message, ["conversation_id"] = conversation, ["message_id"] = messageId };
        using var response = await (client ?? ana.Client).PostAsJsonAsync("/api/chat", request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    private async Task<long> AddAsync(string title)
    {
        using var response = await ana.Client.PostAsJsonAsync("/api/tasks", new { title });
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (long)(await response.Content.ReadFromJsonAsync<JsonObject>())!["id"]!;
    }

    private async Task<JsonObject> TaskAsync(long id) => (await ana.Client.GetFromJsonAsync<JsonObject>($"/api/tasks/{id}"))!;

    private static JsonArray Calls(JsonObject answer) => answer["tool_calls"]!.AsArray();

    private static JsonNode Only(JsonObject answer) => Assert.Single(Calls(answer))!;

    private static string Response(JsonObject answer) => (string)answer["response"]!;

    private static string Name(JsonObject answer) => (string)Calls(answer)[^1]!["name"]!;

    private static JsonNode Result(JsonObject answer) => Calls(answer)[^1]!["result"]!;
}
