using System.Text.Json;
using System.Text.Json.Nodes;
using Todo.ScriptedModel.Playing;

namespace Todo.ScriptedModel.Tests;

/// <summary>The script that plays a helpful model.</summary>
[Trait("rule", "A9")]
public sealed class CommandsTests
{
    [Theory]
    [InlineData("Add a task to buy groceries", "add_task", """{"title":"Buy groceries"}""")]
    [InlineData("Show me all my tasks", "list_tasks", """{"status":"all"}""")]
    [InlineData("What's pending?", "list_tasks", """{"status":"pending"}""")]
    [InlineData("Mark task 3 as complete", "complete_task", """{"task_id":3}""")]
    [InlineData("Delete the meeting task", "list_tasks", """{"search":"meeting"}""")]
    [InlineData("Change task 1 to 'Call mom tonight'", "update_task", """{"task_id":1,"title":"Call mom tonight"}""")]
    [InlineData("I need to remember to pay bills", "add_task", """{"title":"Pay bills"}""")]
    [InlineData("What have I completed?", "list_tasks", """{"status":"completed"}""")]
    [InlineData("undo that", "undo", "{}")]
    [InlineData("Add tasks: milk, bread and eggs", "add_tasks", """{"tasks":[{"title":"Milk"},{"title":"Bread"},{"title":"Eggs"}]}""")]
    [InlineData("Reschedule task 4 to 2026-12-01", "reschedule_tasks", """{"task_ids":[4],"due_date":"2026-12-01"}""")]
    [InlineData("Postpone task 4 by 3 days", "reschedule_tasks", """{"task_ids":[4],"by_days":3}""")]
    [InlineData("Move everything that is due today to tomorrow", "find_tasks", """{"due":"today"}""")]
    [InlineData("Find milk", "find_tasks", """{"words":"milk","status":"all"}""")]
    [InlineData("Plan my day", "get_overview", "{}")]
    [InlineData("Reopen task 7", "uncomplete_task", """{"task_id":7}""")]
    [InlineData("delete task 7", "delete_task", """{"task_id":7}""")]
    [InlineData("Restore task 7", "restore_task", """{"task_id":7}""")]
    [InlineData("Which tags do I have?", "list_tags", "{}")]
    public async Task A_command_becomes_its_call_and_the_result_is_said(string command, string tool, string arguments)
    {
        await using var client = await Client.OfAsync(Commands());
        var function = Call(await client.AskAsync(Client.User(command)));
        Assert.Equal((tool, arguments), (function.GetProperty("name").GetString(), function.GetProperty("arguments").GetString()));

        var said = await client.AskAsync(Client.User(command), Client.Calls("a"), Client.Tool("a", """{"text": "It is done.", "content": {}}"""));
        Assert.Equal("It is done.", Client.Message(said).GetProperty("content").GetString());
    }

    [Theory]
    [InlineData("", null, "I couldn't find such a task. Nothing was changed.")]
    [InlineData("""{"id":5}""", """{"task_id":5}""", null)]
    [InlineData("""{"id":5,"title":"A"},{"id":6,"title":"B"}""", null, "Which one do you mean, by its number? 5, 6: A, B.")]
    public async Task A_task_to_delete_by_its_name_is_looked_up_first(string found, string? arguments, string? said)
    {
        await using var client = await Client.OfAsync(Commands());
        JsonNode[] messages = [Client.User("Delete the meeting task"), Client.Calls("a"), Client.Tool("a", $$$"""{"text":"1. …","content":{"tasks":[{{{found}}}]}}""")];
        var answer = await client.AskAsync(messages);
        Assert.Equal(said, Client.Message(answer).GetProperty("content").GetString());
        if (arguments is not null)
        {
            Assert.Equal(arguments, Call(answer).GetProperty("arguments").GetString());
        }
    }

    [Theory]
    [InlineData("Mark all tasks as done", "complete_tasks", """{"task_ids":[5,6]}""")]
    [InlineData("Delete all completed tasks", "delete_tasks", """{"task_ids":[5,6]}""")]
    [InlineData("Move everything due today to tomorrow", "reschedule_tasks", """{"task_ids":[5,6],"by_days":1}""")]
    public async Task Several_tasks_are_looked_up_and_then_changed_by_one_call(string command, string tool, string arguments)
    {
        await using var client = await Client.OfAsync(Commands());
        Assert.Contains(Call(await client.AskAsync(Client.User(command))).GetProperty("name").GetString(), (string?[])["list_tasks", "find_tasks"]);
        var found = Client.Tool("a", """{"text":"2 tasks:","content":{"tasks":[{"id":5},{"id":6}],"total":2}}""");
        var function = Call(await client.AskAsync(Client.User(command), Client.Calls("a"), found));
        Assert.Equal((tool, arguments), (function.GetProperty("name").GetString(), function.GetProperty("arguments").GetString()));
    }

    [Fact]
    public async Task What_a_list_has_is_named()
    {
        await using var client = await Client.OfAsync(Commands());
        var found = Client.Tool("a", "Data:\n" + """{"text":"2 of 2 tasks:","content":{"tasks":[{"id":5,"title":"Buy milk"},{"id":6,"title":"Call mom"}]}}""");
        var said = await client.AskAsync(Client.User("Show me all my tasks"), Client.Calls("a"), found);
        Assert.Equal("2 of 2 tasks: Buy milk, Call mom.", Client.Message(said).GetProperty("content").GetString());
    }

    [Fact]
    public async Task Small_talk_is_answered_and_nothing_is_left_without_an_answer()
    {
        await using var client = await Client.OfAsync(Commands());
        Assert.StartsWith("Hello!", await client.SayAsync("Hi there"), StringComparison.Ordinal);
        Assert.StartsWith("I can add", await client.SayAsync("The weather?"), StringComparison.Ordinal);
        Assert.StartsWith("I can add", await client.SayAsync("The weather?"), StringComparison.Ordinal);
        Assert.Empty(client.Model.Unmatched);
    }

    private static JsonElement Call(JsonElement completion) => Assert.Single(Client.Message(completion).GetProperty("tool_calls").EnumerateArray()).GetProperty("function");

    private static Script Commands()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "Todo.slnx")))
        {
            at = at.Parent!;
        }

        return ScriptFile.Load(Path.Combine(at.FullName, "src", "Todo.ScriptedModel", "scripts", "commands.json"));
    }
}
