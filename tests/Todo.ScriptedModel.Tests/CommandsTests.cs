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
    [InlineData("Delete the meeting task", "find_tasks", """{"words":"meeting","status":"all"}""")]
    [InlineData("Change task 1 to 'Call mom tonight'", "update_task", """{"task_id":1,"title":"Call mom tonight"}""")]
    [InlineData("I need to remember to pay bills", "add_task", """{"title":"Pay bills"}""")]
    [InlineData("What have I completed?", "list_tasks", """{"status":"completed"}""")]
    [InlineData("undo that", "undo", "{}")]
    [InlineData("Add tasks: milk, bread and eggs", "add_tasks", """{"tasks":[{"title":"Milk"},{"title":"Bread"},{"title":"Eggs"}]}""")]
    [InlineData("delete task 7", "delete_task", """{"task_id":7}""")]
    [InlineData("Restore task 7", "restore_task", """{"task_id":7}""")]
    [InlineData("Which tags do I have?", "list_tags", "{}")]
    public async Task A_command_becomes_its_call_and_the_result_is_said(string command, string tool, string arguments)
    {
        await using var client = await Client.OfAsync(Commands());
        var function = Call(await client.AskAsync(Client.User(command)));
        Assert.Equal((tool, arguments), (function.GetProperty("name").GetString(), function.GetProperty("arguments").GetString()));

        if (tool != "find_tasks")
        {
            var said = await client.AskAsync(Client.User(command), Client.Calls("a"), Client.Tool("a", """{"text": "It is done.", "content": {}}"""));
            Assert.Equal("It is done.", Client.Message(said).GetProperty("content").GetString());
        }
    }

    [Theory]
    [InlineData("", null, "I couldn't find such a task. Nothing was changed.")]
    [InlineData("""{"id":5}""", """{"task_id":5}""", null)]
    [InlineData("""{"id":5},{"id":6}""", null, "Which one do you mean? 1. …")]
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
