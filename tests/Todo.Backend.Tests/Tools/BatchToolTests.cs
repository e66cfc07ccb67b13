using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Todo.Backend.Operations;
using Todo.Backend.Tests.Tasks;
using Todo.Backend.Tools;

namespace Todo.Backend.Tests.Tools;

[Trait("rule", "A9")]
public sealed class BatchToolTests(TasksFixture fixture) : IClassFixture<TasksFixture>, IAsyncLifetime
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
    public async Task Tasks_are_added_in_their_order_and_wrong_ones_reported_by_place()
    {
        var outcome = await ana.CallAsync("add_tasks", """
            {"tasks": [{"title": "First", "tags": ["a"]}, {"title": " "}, {"title": "Third", "due_date": "2027-02-03", "due_time": "08:30"}]}
            """);
        Assert.False(outcome.IsError, outcome.Text);
        Assert.Equal(["First", "Third"], outcome.Content["tasks"]!.AsArray().Select(task => (string)task!["title"]!));
        var failure = Assert.Single(outcome.Content["failures"]!.AsArray())!;
        Assert.Equal((1, "invalid"), ((int)failure["index"]!, (string)failure["error"]!));
        Assert.Contains("title", (string)failure["message"]!, StringComparison.Ordinal);
        Assert.Equal((3, 2, 1), ((int)outcome.Content["requested"]!, (int)outcome.Content["succeeded"]!, (int)outcome.Content["failed"]!));
        Assert.Contains("due 2027-02-03 08:30", outcome.Text, StringComparison.Ordinal);
        Assert.Equal(2, (await ana.DoAsync("list_tasks"))["tasks"]!.AsArray().Count);
    }

    [Theory]
    [InlineData(0, "1 to 25")]
    [InlineData(26, "1 to 25")]
    public async Task A_batch_has_its_bounds(int count, string expected)
    {
        var tasks = string.Join(',', Enumerable.Repeat("""{"title": "x"}""", count));
        (await ana.CallAsync("add_tasks", $$"""{"tasks": [{{tasks}}]}""")).IsError("invalid", "tasks", expected);
        (await ana.CallAsync("complete_tasks", $$"""{"task_ids": [{{string.Join(',', Enumerable.Range(1, 101))}}]}""")).IsError("invalid", "task_ids", "1 to 100");
        (await ana.CallAsync("add_tasks", """{"tasks": [{"title": "x", "colour": "red"}]}""")).IsError("invalid", "tasks[0].colour");
    }

    [Theory]
    [Trait("rule", "A7")]
    [InlineData("complete_tasks", "completed")]
    [InlineData("delete_tasks", "deleted")]
    [InlineData("reschedule_tasks", "rescheduled")]
    public async Task What_is_there_is_done_and_each_failure_reported(string tool, string status)
    {
        var bens = await ben.AddAsync("A secret plan", "\"due_date\": \"2027-01-01\"");
        var gone = await ana.AddAsync("Gone");
        await ana.DoAsync("delete_task", $$"""{"task_id": {{gone}}}""");
        var one = await ana.AddAsync("One", "\"due_date\": \"2027-01-01\"");
        var two = await ana.AddAsync("Two");
        var before = await JournalAsync(ana.User.Id);

        var more = tool == "reschedule_tasks" ? ", \"due_date\": \"2027-01-08\"" : "";
        var outcome = await ana.CallAsync(tool, $$"""{"task_ids": [{{two}}, {{bens}}, {{one}}, {{gone}}, "{{two}}"]{{more}}}""");
        Assert.False(outcome.IsError, outcome.Text);
        Assert.Equal([(two, status, "Two"), (one, status, "One")], outcome.Content["tasks"]!.AsArray().Select(task => ((long)task!["task_id"]!, (string)task["status"]!, (string)task["title"]!)));
        var failures = outcome.Content["failures"]!.AsArray();
        Assert.Equal([(bens, "not_found"), (gone, "not_found")], failures.Select(failure => ((long)failure!["task_id"]!, (string)failure["error"]!)));
        Assert.Contains("restore_task", (string)failures[1]!["message"]!, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", outcome.Text, StringComparison.Ordinal);
        Assert.Equal(before + 2, await JournalAsync(ana.User.Id));
        Assert.Equal(1, await JournalAsync(ben.User.Id));

        var nothing = await ana.CallAsync(tool, $$"""{"task_ids": [{{bens}}]{{more}}}""");
        nothing.IsError("not_found", $"{bens}");
        Assert.Single(nothing.Content["failures"]!.AsArray());
    }

    [Fact]
    public async Task Rescheduling_keeps_recurrence_and_time_and_moves_the_reminder()
    {
        var id = await ana.AddAsync("Team meeting", """
            "due_date": "2027-03-22", "due_time": "09:00", "recurrence": "FREQ=WEEKLY;BYDAY=MO", "remind_at": "2027-03-22T08:45:00"
            """);
        // The clocks change on the 28th: the reminder keeps its place on the wall clock.
        var outcome = await ana.DoAsync("reschedule_tasks", $$"""{"task_ids": [{{id}}], "by_days": 8}""");
        Assert.Equal("2027-03-30", (string)outcome["tasks"]![0]!["due_date"]!);
        var task = await TaskAsync(id);
        Assert.Equal(
            ("2027-03-30", "09:00", "FREQ=WEEKLY;BYDAY=MO", "2027-03-30T06:45:00Z"),
            ((string)task["due_date"]!, (string)task["due_time"]!, (string)task["recurrence"]!, (string)task["remind_at"]!));

        await ana.DoAsync("reschedule_tasks", $$"""{"task_ids": {{id}}, "due_date": "2027-04-01", "due_time": "10:30"}""");
        task = await TaskAsync(id);
        Assert.Equal(
            ("2027-04-01", "10:30", "FREQ=WEEKLY;BYDAY=MO", "2027-04-01T08:15:00Z"),
            ((string)task["due_date"]!, (string)task["due_time"]!, (string)task["recurrence"]!, (string)task["remind_at"]!));

        await ana.DoAsync("reschedule_tasks", $$"""{"task_ids": [{{id}}], "due_time": "11:00"}""");
        Assert.Equal(("2027-04-01", "11:00"), ((string)(await TaskAsync(id))["due_date"]!, (string)(await TaskAsync(id))["due_time"]!));
        Assert.Equal("2027-04-05", (string)(await ana.DoAsync("complete_tasks", $$"""{"task_ids": [{{id}}]}"""))["tasks"]![0]!["next_due_date"]!);
    }

    [Theory]
    [InlineData("""{"task_ids": [0]}""", "invalid", "due_date")]
    [InlineData("""{"task_ids": [0], "due_date": "2027-01-01", "by_days": 1}""", "invalid", "by_days")]
    [InlineData("""{"task_ids": [0], "by_days": 1}""", "conflict", "no due date")]
    [InlineData("""{"task_ids": [0], "by_days": 4000}""", "invalid", "3660")]
    [InlineData("""{"task_ids": [0], "due_date": "9999-12-31"}""", "invalid", "9999-12-30")]
    public async Task A_date_that_says_too_little_or_too_much_is_told(string arguments, string code, string expected)
    {
        var id = await ana.AddAsync("Undated");
        (await ana.CallAsync("reschedule_tasks", arguments.Replace("[0]", $"[{id}]", StringComparison.Ordinal))).IsError(code, expected);
    }

    [Fact]
    public async Task A_reminder_without_a_time_of_day_moves_by_days()
    {
        var id = await ana.AddAsync("Taxes", "\"due_date\": \"2027-01-10\", \"remind_at\": \"2027-01-09T18:00:00\"");
        await ana.DoAsync("reschedule_tasks", $$"""{"task_ids": [{{id}}], "due_date": "2027-01-12", "due_time": "15:00"}""");
        Assert.Equal("2027-01-11T17:00:00Z", (string)(await TaskAsync(id))["remind_at"]!);
    }

    [Theory]
    [InlineData("complete_tasks", 5, false)]
    [InlineData("complete_tasks", 6, true)]
    [InlineData("add_tasks", 6, true)]
    [InlineData("delete_tasks", 1, true)]
    [InlineData("delete_tasks", 2, true)]
    public async Task Many_tasks_at_once_are_asked_about(string tool, int count, bool asks)
    {
        var ids = new List<long>();
        for (var i = 0; i < count; i++)
        {
            ids.Add(await ana.AddAsync($"Task {i}"));
        }

        var arguments = tool == "add_tasks"
            ? $$"""{"tasks": [{{string.Join(',', ids.Select(_ => """{"title": "New"}"""))}}]}"""
            : $$"""{"task_ids": [{{string.Join(',', ids)}}]}""";
        var check = await ana.CheckAsync(tool, arguments);
        Assert.Equal(asks, check is ToolCheck.Ask);
        if (check is ToolCheck.Ask(var preview))
        {
            Assert.Equal(count, preview.Tasks);
            Assert.All(tool == "add_tasks" ? ["\"New\""] : ids.Select(id => $"{id} \"Task "), text => Assert.Contains(text, preview.Text, StringComparison.Ordinal));
        }

        var mcp = await ana.CheckAsync(tool, arguments, ana.Caller with { Door = Door.Mcp });
        Assert.Equal(asks && !(tool == "delete_tasks" && count == 1), mcp is ToolCheck.Ask);
    }

    [Theory]
    [Trait("rule", "A12")]
    [InlineData("complete_tasks", "")]
    [InlineData("delete_tasks", "")]
    [InlineData("reschedule_tasks", ", \"by_days\": 1")]
    [InlineData("add_tasks", null)]
    public async Task A_batch_runs_once_however_often_it_is_run(string tool, string? more)
    {
        var ids = new[] { await ana.AddAsync("Daily", "\"due_date\": \"2026-01-01\", \"recurrence\": \"FREQ=DAILY\""), await ana.AddAsync("Plain", "\"due_date\": \"2026-01-01\"") };
        var arguments = more is null
            ? """{"tasks": [{"title": "One"}, {"title": " "}, {"title": "Two"}]}"""
            : $$"""{"task_ids": [{{ids[0]}}, {{ids[1]}}]{{more}}}""";
        var turn = await ana.NextTurnAsync();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => ana.CallAsync(tool, arguments, turn, "c1"))));
        Assert.All(outcomes, outcome =>
        {
            Assert.False(outcome.IsError, outcome.Text);
            Assert.Equal(outcomes[0].Content["tasks"]!.ToJsonString(), outcome.Content["tasks"]!.ToJsonString());
            Assert.Equal(more is null ? 1 : 0, (int)outcome.Content["failed"]!);
        });

        await using var db = fixture.Backend.Database.Context();
        Assert.Equal(2, await db.Journal.CountAsync(entry => entry.Turn == turn && entry.UserId == ana.User.Id));
    }

    [Fact]
    [Trait("rule", "A4")]
    public async Task Batches_on_the_same_tasks_do_not_deadlock()
    {
        var ids = new List<long>();
        for (var i = 0; i < 20; i++)
        {
            ids.Add(await ana.AddAsync($"Task {i}", "\"due_date\": \"2027-01-01\""));
        }

        var turns = new List<long>();
        for (var i = 0; i < 10; i++)
        {
            turns.Add(await ana.NextTurnAsync());
            await ana.CallAsync("update_task", $$"""{"task_id": {{ids[19 - i]}}, "title": "By turn {{i}}"}""", turns[i], "c1");
            await ana.CallAsync("update_task", $$"""{"task_id": {{ids[i]}}, "title": "By turn {{i}} too"}""", turns[i], "c2");
        }

        var deadlocks = await DeadlocksAsync();
        var random = new Random(5);
        var orders = Enumerable.Range(0, 40).Select(_ => string.Join(',', ids.OrderBy(_ => random.Next()))).ToList();
        var calls = orders.Select((order, i) => Task.Run(() => (i % 4) switch
        {
            0 => ana.CallAsync("reschedule_tasks", $$"""{"task_ids": [{{order}}], "by_days": 1}"""),
            1 => ana.CallAsync("complete_tasks", $$"""{"task_ids": [{{order}}]}"""),
            2 => ana.CallAsync("update_task", $$"""{"task_id": {{ids[i % ids.Count]}}, "title": "Changed {{i}}"}"""),
            _ => ana.CallAsync("undo", $$"""{"turn": {{turns[i / 4]}}}"""),
        }));
        Assert.All(await Task.WhenAll(calls), outcome => Assert.True(!outcome.IsError || (string)outcome.Content["error"]! == "conflict", outcome.Text));
        Assert.Equal(deadlocks, await DeadlocksAsync());
        var dates = await Task.WhenAll(ids.Select(TaskAsync));
        Assert.All(dates, task => Assert.Equal("2027-01-11", (string)task["due_date"]!));
    }

    [Fact]
    public async Task The_overview_counts_and_lists()
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), ana.Caller.TimeZone).DateTime);
        await ana.AddAsync("Late", $"\"due_date\": \"{Day(-3)}\", \"project\": \"Office\"");
        await ana.AddAsync("Now", $"\"due_date\": \"{Day(0)}\", \"tags\": [\"Home\"]");
        await ana.AddAsync("Soon", $"\"due_date\": \"{Day(7)}\", \"tags\": [\"home\"], \"project\": \"office\"");
        await ana.AddAsync("Later", $"\"due_date\": \"{Day(8)}\"");
        var done = await ana.AddAsync("Done", "\"tags\": [\"home\"]");
        await ana.DoAsync("complete_task", $$"""{"task_id": {{done}}}""");
        await ben.AddAsync("Not hers", $"\"due_date\": \"{Day(0)}\"");

        var overview = await ana.DoAsync("get_overview");
        Assert.Equal((4, 1), ((int)overview["pending"]!, (int)overview["completed"]!));
        Assert.Equal(("Late", "Now", "Soon"), (Only("overdue"), Only("due_today"), Only("next_7_days")));
        Assert.Equal("""[{"name":"Office","pending":2}]""", overview["projects"]!.ToJsonString());
        Assert.Equal("""[{"name":"Home","pending":2}]""", overview["tags"]!.ToJsonString());
        Assert.Equal("""{"tags":[{"name":"Home","count":3}]}""", (await ana.DoAsync("list_tags")).ToJsonString());

        Assert.Equal(["Late", "Now"], await FoundAsync("\"due\": \"today_or_overdue\""));
        Assert.Equal(["Now"], await FoundAsync("\"due\": \"today\""));
        Assert.Equal(["Late"], await FoundAsync("\"due\": \"overdue\""));
        Assert.Equal(["Soon"], await FoundAsync($"\"due_after\": \"{Day(0)}\", \"due_before\": \"{Day(8)}\""));
        Assert.Equal(["Later"], await FoundAsync($"\"due_on\": \"{Day(8)}\""));
        Assert.Equal(["Late", "Soon"], await FoundAsync("\"project\": \"OFFICE\""));
        Assert.Equal(["Done"], await FoundAsync("\"status\": \"completed\", \"tags\": [\"home\"]"));

        string Day(int days) => today.AddDays(days).ToString("O", CultureInfo.InvariantCulture);
        string Only(string part) => (string)Assert.Single(overview[part]!["tasks"]!.AsArray())!["title"]!;
    }

    [Fact]
    public async Task A_cursor_goes_through_all_pages()
    {
        for (var i = 0; i < 5; i++)
        {
            await ana.AddAsync($"Page {i}", $"\"due_date\": \"2027-01-0{i + 1}\"");
        }

        var (titles, cursor) = (new List<string>(), "");
        do
        {
            var page = await ana.DoAsync("find_tasks", $$"""{"words": "page", "limit": 2{{(cursor.Length == 0 ? "" : $", \"cursor\": \"{cursor}\"")}}}""");
            Assert.Equal(5, (int)page["total"]!);
            titles.AddRange(page["tasks"]!.AsArray().Select(task => (string)task!["title"]!));
            cursor = (string?)page["next_cursor"] ?? "";
        }
        while (cursor.Length > 0);
        Assert.Equal(["Page 0", "Page 1", "Page 2", "Page 3", "Page 4"], titles);
    }

    private async Task<List<string>> FoundAsync(string arguments) =>
        [.. (await ana.DoAsync("find_tasks", $"{{{arguments}}}"))["tasks"]!.AsArray().Select(task => (string)task!["title"]!)];

    private async Task<JsonObject> TaskAsync(long id)
    {
        var answer = await ana.User.SendAsync("GET", $"/api/tasks/{id}");
        var task = answer.Object;
        if ((string?)task["remind_at"] is { } remind)
        {
            task["remind_at"] = DateTimeOffset.Parse(remind, CultureInfo.InvariantCulture).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        }

        return task;
    }

    private async Task<int> JournalAsync(long user)
    {
        await using var db = fixture.Backend.Database.Context();
        return await db.Journal.CountAsync(entry => entry.UserId == user);
    }

    private async Task<long> DeadlocksAsync()
    {
        await using var db = fixture.Backend.Database.Context();
        await db.Database.ExecuteSqlAsync($"select pg_stat_clear_snapshot()");
        return await db.Database.SqlQuery<long>($"select deadlocks as \"Value\" from pg_stat_database where datname = current_database()").SingleAsync();
    }
}
