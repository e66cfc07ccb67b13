using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Todo.Backend.Operations;
using Todo.Backend.Tests.Tasks;
using Todo.Backend.Tools;

namespace Todo.Backend.Tests.Tools;

[Trait("rule", "A9")]
public sealed class ToolRunnerTests(TasksFixture fixture) : IClassFixture<TasksFixture>, IAsyncLifetime
{
    private ToolUser ana = null!;
    private ToolUser ben = null!;

    public async ValueTask InitializeAsync()
    {
        ana = await ToolUser.CreateAsync(fixture.Backend, "Europe/Berlin");
        ben = await ToolUser.CreateAsync(fixture.Backend);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task The_five_tools_of_the_contract_answer_as_it_says()
    {
        var own = $"\"user_id\": \"{ana.User.Subject}\"";
        var added = await ana.CallAsync("add_task", $$"""{ {{own}}, "title": "Buy groceries", "description": "Milk, eggs, bread"}""");
        var id = (long)added.Content["task_id"]!;
        Assert.Equal($$"""{"task_id":{{id}},"status":"created","title":"Buy groceries"}""", added.Content.ToJsonString());
        Assert.Equal($"Added task {id} \"Buy groceries\".", added.Text);

        var listed = await ana.DoAsync("list_tasks", $$"""{ {{own}}, "status": "pending"}""");
        var item = Assert.Single(listed["tasks"]!.AsArray())!;
        Assert.Equal((id, "Buy groceries", false), ((long)item["id"]!, (string)item["title"]!, (bool)item["completed"]!));

        var updated = await ana.DoAsync("update_task", $$"""{"task_id": {{id}}, "title": "Buy groceries and fruits"}""");
        Assert.Equal($$"""{"task_id":{{id}},"status":"updated","title":"Buy groceries and fruits"}""", updated.ToJsonString());
        Assert.Equal($$"""{"task_id":{{id}},"status":"completed","title":"Buy groceries and fruits"}""", (await ana.DoAsync("complete_task", $$"""{"task_id": {{id}}}""")).ToJsonString());
        Assert.Empty((await ana.DoAsync("list_tasks", """{"status": "pending"}"""))["tasks"]!.AsArray());
        Assert.Equal($$"""{"task_id":{{id}},"status":"deleted","title":"Buy groceries and fruits"}""", (await ana.DoAsync("delete_task", $$"""{"task_id": {{id}}}""")).ToJsonString());
        Assert.Equal("restored", (string)(await ana.DoAsync("restore_task", $$"""{"task_id": {{id}}}"""))["status"]!);
        Assert.Equal("pending", (string)(await ana.DoAsync("uncomplete_task", $$"""{"task_id": {{id}}}"""))["status"]!);
    }

    [Theory]
    [Trait("rule", "A7")]
    [InlineData("complete_task", "")]
    [InlineData("uncomplete_task", "")]
    [InlineData("delete_task", "")]
    [InlineData("restore_task", "")]
    [InlineData("update_task", ", \"title\": \"Mine\"")]
    public async Task Tasks_of_others_are_not_there(string tool, string more)
    {
        var id = await ana.AddAsync("A secret plan");
        var arguments = $$"""{"task_id": {{id}}{{more}}}""";
        var outcome = await ben.CallAsync(tool, arguments);
        outcome.IsError("not_found", $"{id}");
        Assert.DoesNotContain("secret", outcome.Text, StringComparison.Ordinal);
        await ben.SetModeAsync("always");
        Assert.IsType<ToolCheck.Refused>(await ben.CheckAsync(tool, arguments)).Outcome.IsError("not_found");
        var task = Assert.Single((await ana.DoAsync("list_tasks"))["tasks"]!.AsArray())!;
        Assert.Equal(("A secret plan", false), ((string)task["title"]!, (bool)task["completed"]!));
        Assert.Empty((await ben.DoAsync("find_tasks", """{"words": "secret"}"""))["tasks"]!.AsArray());
    }

    [Fact]
    [Trait("rule", "A7")]
    public async Task A_user_id_that_is_not_the_callers_is_an_error()
    {
        var outcome = await ben.CallAsync("add_task", $$"""{"user_id": "{{ana.User.Subject}}", "title": "For Ana"}""");
        outcome.IsError("forbidden", "user_id");
        Assert.IsType<ToolCheck.Refused>(await ben.CheckAsync("delete_task", $$"""{"user_id": "{{ana.User.Subject}}", "task_id": 1}"""));
        Assert.Empty((await ana.DoAsync("list_tasks"))["tasks"]!.AsArray());
        Assert.Empty((await ben.DoAsync("list_tasks"))["tasks"]!.AsArray());
    }

    [Theory]
    [InlineData("add_task", "{}", "title", "needed")]
    [InlineData("add_task", """{"title": null}""", "title", "needed")]
    [InlineData("add_task", """{"title": ""}""", "title", "1 to 200")]
    [InlineData("add_task", """{"title": {"a": 1}}""", "title", "a text")]
    [InlineData("add_task", """{"title": "x", "priority": "urgent"}""", "priority", "high, medium, low")]
    [InlineData("add_task", """{"title": "x", "due_date": "tomorrow"}""", "due_date", "2026-07-16")]
    [InlineData("add_task", """{"title": "x", "due_time": "3pm"}""", "due_time", "15:00")]
    [InlineData("add_task", """{"title": "x", "remind_at": "soon"}""", "remind_at", "2026-07-16T15:00:00+02:00")]
    [InlineData("add_task", """{"title": "x", "recurrence": "every day"}""", "recurrence", "")]
    [InlineData("add_task", """{"title": "x", "tags": [1, {}]}""", "tags[1]", "a text")]
    [InlineData("add_task", """{"title": "x", "owner": "me"}""", "owner", "no such argument")]
    [InlineData("complete_task", """{"task_id": "the dentist"}""", "task_id", "find_tasks")]
    [InlineData("complete_task", """{"task_id": 1.5}""", "task_id", "whole number")]
    [InlineData("complete_task", """{"task_id": 0}""", "task_id", "1 or more")]
    [InlineData("complete_task", """{"task_id": 1e300}""", "task_id", "whole number")]
    [InlineData("list_tasks", """{"status": "open"}""", "status", "all, pending, completed")]
    [InlineData("list_tasks", """{"limit": 1000}""", "limit", "1 to 100")]
    [InlineData("list_tasks", """{"cursor": "made up"}""", "cursor", "next_cursor")]
    [InlineData("list_tasks", """{"search": "!?"}""", "search: ", "letter or a digit")]
    [InlineData("find_tasks", """{"words": "!?"}""", "words: ", "letter or a digit")]
    [InlineData("update_task", """{"task_id": 1}""", "title", "Nothing to change")]
    [InlineData("update_task", """{"task_id": 1, "clear": ["title"]}""", "clear[0]", "due_date")]
    public async Task Wrong_arguments_are_named_with_what_is_expected(string tool, string arguments, string name, string expected)
    {
        (await ana.CallAsync(tool, arguments)).IsError("invalid", name, expected);
        Assert.Empty((await ana.DoAsync("list_tasks"))["tasks"]!.AsArray());
    }

    [Fact]
    public async Task Sloppy_arguments_that_can_not_be_mistaken_are_taken()
    {
        var id = await ana.AddAsync("Sloppy", """
            "description": null, "tags": "home", "priority": "HIGH", "due_date": "", "remind_at": "2026-07-16T09:00:00"
            """);
        var task = Assert.Single((await ana.DoAsync("find_tasks", """{"tags": ["Home"], "limit": "5", "status": ""}"""))["tasks"]!.AsArray())!;
        Assert.Equal("high", (string)task["priority"]!);
        Assert.Equal("2026-07-16T07:00:00Z", (string)task["remind_at"]!);
        Assert.Null(task["due_date"]);
        Assert.Equal("completed", (string)(await ana.DoAsync("complete_task", $$"""{"task_id": "#{{id}}"}"""))["status"]!);
    }

    [Theory]
    [InlineData("\"[\\\"a\\\", \\\"b\\\"]\"", "a", "b")]
    [InlineData("\"[a]\"", "[a]")]
    [InlineData("\"[]\"")]
    [InlineData("[\"a\", 5]", "a", "5")]
    public async Task A_list_may_come_as_text(string tags, params string[] expected)
    {
        await ana.AddAsync("Tagged", $"\"tags\": {tags}");
        var task = (await ana.DoAsync("list_tasks"))["tasks"]![0]!;
        Assert.Equal(expected, (task["tags"]?.AsArray() ?? []).Select(tag => (string)tag!));
    }

    [Fact]
    public async Task Null_leaves_a_member_and_clear_empties_it()
    {
        var id = await ana.AddAsync("Trip", "\"due_date\": \"2027-01-02\", \"project\": \"Holidays\", \"tags\": [\"sun\"]");
        await ana.DoAsync("update_task", $$"""{"task_id": {{id}}, "title": "Long trip", "due_date": null, "project": null, "tags": null}""");
        var task = Assert.Single((await ana.DoAsync("find_tasks", """{"words": "long"}"""))["tasks"]!.AsArray())!;
        Assert.Equal(("2027-01-02", "Holidays", "sun"), ((string)task["due_date"]!, (string)task["project"]!, (string)task["tags"]![0]!));
        await ana.DoAsync("update_task", $$"""{"task_id": {{id}}, "clear": ["due_date", "project", "tags"]}""");
        task = Assert.Single((await ana.DoAsync("list_tasks"))["tasks"]!.AsArray())!;
        Assert.Equal(["id", "title", "completed"], task.AsObject().Select(member => member.Key));
    }

    [Fact]
    public async Task A_missing_task_is_told_with_what_is_near()
    {
        (await ana.CallAsync("complete_task", """{"task_id": 999999999}""")).IsError("not_found", "no tasks");
        var dentist = await ana.AddAsync("Dentist");
        (await ana.CallAsync("complete_task", """{"task_id": 999999999}""")).IsError("not_found", "999999999", $"{dentist} \"Dentist\"");
        await ana.DoAsync("delete_task", $$"""{"task_id": {{dentist}}}""");
        (await ana.CallAsync("update_task", $$"""{"task_id": {{dentist}}, "title": "x"}""")).IsError("not_found", "Dentist", "restore_task");
        (await ana.CallAsync("no_such_tool")).IsError("unknown_tool", "add_task");
    }

    [Fact]
    public async Task Words_that_nothing_has_give_the_nearest_titles()
    {
        var dentist = await ana.AddAsync("Call the dentist");
        await ana.AddAsync("Buy milk");
        var found = await ana.CallAsync("find_tasks", """{"words": "dentits"}""");
        Assert.Equal($"{dentist} \"Call the dentist\"", (string)Assert.Single(found.Content["nearest"]!.AsArray())!);
        Assert.Contains("nearest", found.Text, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("rule", "A10")]
    public async Task A_read_token_sees_and_calls_only_what_reads()
    {
        var runner = fixture.Backend.Services.GetRequiredService<ToolRunner>();
        Assert.All(runner.Offered(Scopes.Read), tool => Assert.Equal(ToolEffect.Reads, tool.Effect));
        Assert.Contains(runner.Offered(Scopes.Session), tool => tool.Name == "delete_task");
        var reader = ana.Caller with { Scopes = Scopes.Read };
        (await ana.CallAsync("add_task", """{"title": "x"}""", reader)).IsError("forbidden", "write");
        Assert.IsType<ToolCheck.Refused>(await ana.CheckAsync("add_task", """{"title": "x"}""", reader)).Outcome.IsError("forbidden");
        await ana.DoAsync("list_tasks", caller: reader);
    }

    [Theory]
    [InlineData("destructive", Door.Chat, true, false)]
    [InlineData("destructive", Door.Mcp, false, false)]
    [InlineData("always", Door.Mcp, true, true)]
    [InlineData("always", Door.Chat, true, true)]
    [InlineData("never", Door.Chat, false, false)]
    public async Task The_persons_setting_says_what_is_asked_first(string mode, Door door, bool asksDelete, bool asksUpdate)
    {
        var id = await ana.AddAsync("Dentist");
        await ana.SetModeAsync(mode);
        var caller = ana.Caller with { Door = door };
        var delete = await ana.CheckAsync("delete_task", $$"""{"task_id": {{id}}}""", caller);
        var update = await ana.CheckAsync("update_task", $$"""{"task_id": {{id}}, "title": "Doctor", "clear": ["project"]}""", caller);
        Assert.Equal((asksDelete, asksUpdate), (delete is ToolCheck.Ask, update is ToolCheck.Ask));
        Assert.True(delete is not ToolCheck.Ask(var deletes) || deletes == new ToolPreview($"Delete task {id} \"Dentist\"", 1));
        Assert.True(update is not ToolCheck.Ask(var updates) || updates == new ToolPreview($"Change task {id} \"Dentist\" (title: Doctor; no project)", 1));
        Assert.IsType<ToolCheck.Ready>(await ana.CheckAsync("list_tasks", "{}", caller));
        Assert.Single((await ana.DoAsync("list_tasks"))["tasks"]!.AsArray());
    }

    [Theory]
    [Trait("rule", "A12")]
    [InlineData("add_task", """{"title": "Once"}""")]
    [InlineData("complete_task", """{"task_id": 0}""")]
    [InlineData("delete_task", """{"task_id": 0}""")]
    [InlineData("update_task", """{"task_id": 0, "title": "Changed"}""")]
    public async Task A_call_runs_once_however_often_it_is_run(string tool, string arguments)
    {
        var id = await ana.AddAsync("Water the plants", "\"due_date\": \"2026-01-01\", \"recurrence\": \"FREQ=DAILY\"");
        arguments = arguments.Replace("\"task_id\": 0", $"\"task_id\": {id}", StringComparison.Ordinal);
        var turn = await ana.NextTurnAsync();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => ana.CallAsync(tool, arguments, turn, "c1"))));
        Assert.All(outcomes, outcome =>
        {
            Assert.False(outcome.IsError, outcome.Text);
            Assert.Equal((outcomes[0].Text, outcomes[0].Content.ToJsonString()), (outcome.Text, outcome.Content.ToJsonString()));
        });

        await using var db = fixture.Backend.Database.Context();
        Assert.Equal(1, await db.Journal.CountAsync(entry => entry.Turn == turn && entry.UserId == ana.User.Id));
    }
}
