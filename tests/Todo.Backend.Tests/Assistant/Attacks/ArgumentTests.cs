using Todo.ScriptedModel.Playing;

namespace Todo.Backend.Tests.Assistant.Attacks;

/// <summary>Arguments that no schema allows, and that no store should have to hold.</summary>
[Trait("rule", "A9")]
public sealed class ArgumentTests(Stage stage) : IClassFixture<Stage>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await stage.AssertSoundAsync();

    /// <summary>A tool with the text of its arguments.</summary>
    public static TheoryData<string, string> Wrong => new()
    {
        { "add_task", """{"title": {"a": 1}}""" },
        { "add_task", """{"title": ["a", "b"]}""" },
        { "add_task", """{"title": true}""" },
        { "add_task", """{"title": ""}""" },
        { "add_task", """{"title": null}""" },
        { "add_task", "{}" },
        { "add_task", """{"title": "a", "completed": true}""" },
        { "add_task", """{"title": "a", "__proto__": {"is_admin": true}}""" },
        { "add_task", """{"title": "a", "due_date": "2026-02-30"}""" },
        { "add_task", """{"title": "a", "due_date": {"$gt": ""}}""" },
        { "add_task", """{"title": "a", "title": "b"}""" },
        { "add_task", """{"title": "a\u0000b"}""" },
        { "add_task", """{"title": "a", "description": "\u0000"}""" },
        { "add_task", """{"title": "\ud800"}""" },
        { "add_task", """{"title": "a", "tags": ["\udc00x"]}""" },
        { "add_task", """{"title": "a", "\u0000": 1}""" },
        { "add_task", """{"title": "a", "\ud800": 1}""" },
        { "add_task", """{"title": "a", "other": {"deep": ["\u0000"]}}""" },
        { "complete_task", """{"task_id": NaN}""" },
        { "complete_task", """{"task_id": Infinity}""" },
        { "complete_task", """{"task_id": -1}""" },
        { "complete_task", """{"task_id": 0}""" },
        { "complete_task", """{"task_id": 1.5}""" },
        { "complete_task", """{"task_id": 1e400}""" },
        { "complete_task", """{"task_id": 1e999999}""" },
        { "complete_task", """{"task_id": 1e-999999}""" },
        { "complete_task", """{"task_id": 99999999999999999999999999999999}""" },
        { "complete_task", """{"task_id": 9223372036854775808}""" },
        { "complete_task", """{"task_id": "1; drop table tasks"}""" },
        { "complete_task", """{"task_id": [1, 2]}""" },
        { "complete_tasks", """{"task_ids": []}""" },
        { "complete_tasks", """{"task_ids": [[1]]}""" },
        { "complete_tasks", """{"task_ids": [null]}""" },
        { "list_tasks", """{"status": "deleted"}""" },
        { "list_tasks", """{"cursor": "not one"}""" },
        { "add_task", "[]" },
        { "add_task", "\"title\"" },
        { "add_task", "42" },
        { "add_task", "{\"title\": \"a\"" },
        { "add_task", "{\"title\": \"a\"}{\"title\": \"b\"}" },
        { "add_task", "title=a" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_is_wrong_is_an_error_to_the_model_and_changes_nothing(string tool, string arguments)
    {
        var ana = await stage.PersonAsync(Reply.Use(new Call { Name = tool, Raw = arguments }), Reply.Say("That did not work."), Reply.Say("Still here."));
        var answer = await ana.SayAsync("Do it");

        Assert.Equal(("done", "That did not work."), (answer.Status(), answer.Text()));
        Assert.True(Assert.Single(answer.Errors()) is "invalid" or "not_found", answer.ToJsonString());
        Assert.Empty(await ana.TasksAsync());

        // The conversation goes on: what was stored of it can be sent again.
        Assert.Equal("Still here.", (await ana.SayAsync("And now?", answer.Conversation())).Text());
    }

    /// <summary>What is too much, by name.</summary>
    public static TheoryData<string> TooMuch => ["a text", "nesting at the parser's limit", "nesting", "an array", "members", "a number", "a name"];

    [Theory]
    [MemberData(nameof(TooMuch))]
    public async Task What_is_too_much_ends_as_an_answer_and_changes_nothing(string what)
    {
        var call = what switch
        {
            "a text" => new Call { Name = "add_task", Raw = $$"""{"title": "{{new string('x', 90_000)}}"}""", Fragment = 10_000 },
            "nesting at the parser's limit" => new Call { Name = "add_task", Raw = Nested(63) },
            "nesting" => new Call { Name = "add_task", Raw = Nested(5_000), Fragment = 1_000 },
            "an array" => new Call { Name = "complete_tasks", Raw = $$"""{"task_ids": [{{string.Join(',', Enumerable.Range(1, 15_000))}}]}""", Fragment = 10_000 },
            "members" => new Call { Name = "add_task", Raw = $$"""{{{string.Join(',', Enumerable.Range(1, 5_000).Select(i => $"\"m{i}\": {i}"))}}}""", Fragment = 10_000 },
            "a number" => new Call { Name = "complete_task", Raw = $$"""{"task_id": {{new string('9', 80_000)}}}""", Fragment = 10_000 },
            _ => new Call { Name = new string('n', 5_000) },
        };
        var ana = await stage.PersonAsync(Reply.Use(call), Reply.Say("That did not work."), Reply.Say("Still here."));
        var answer = await ana.SayAsync("Do it");

        Assert.Equal(("done", "That did not work."), (answer.Status(), answer.Text()));
        Assert.NotEqual("", Assert.Single(answer.Errors()));
        Assert.Empty(await ana.TasksAsync());
        Assert.Equal("Still here.", (await ana.SayAsync("And now?", answer.Conversation())).Text());
    }

    [Fact]
    public async Task A_megabyte_of_arguments_is_not_read_to_its_end()
    {
        var ana = await stage.PersonAsync(Reply.Use(new Call { Name = "add_task", Raw = $$"""{"title": "{{new string('x', 1_000_000)}}"}""", Fragment = 10_000 }));
        var answer = await ana.SayAsync("Tell me a story");

        Assert.Equal("done", answer.Status());
        Assert.Empty(answer.Tools());
        Assert.Contains("simple rules", answer.Text(), StringComparison.Ordinal);
        Assert.Empty(await ana.TasksAsync());
    }

    private static string Nested(int depth) => $$"""{"title": {{new string('[', depth)}}{{new string(']', depth)}}}""";
}
