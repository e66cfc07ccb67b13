using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Todo.Backend.Operations;
using Todo.Backend.Tests.Tasks;
using Todo.Backend.Tools;
using Todo.Contracts;

namespace Todo.Backend.Tests.Tools;

[Trait("rule", "A2")]
public sealed class UndoTests(TasksFixture fixture) : IClassFixture<TasksFixture>, IAsyncLifetime
{
    private ToolUser ana = null!;
    private ToolUser ben = null!;

    public async ValueTask InitializeAsync()
    {
        ana = await ToolUser.CreateAsync(fixture.Backend, "Europe/Berlin");
        ben = await ToolUser.CreateAsync(fixture.Backend);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("complete_task", "")]
    [InlineData("update_task", ", \"title\": \"Other\", \"priority\": \"low\", \"tags\": [\"x\"], \"clear\": [\"due_date\", \"recurrence\"]")]
    [InlineData("delete_task", "")]
    [InlineData("reschedule_tasks", ", \"by_days\": 3")]
    public async Task A_change_is_taken_back_wholly_and_brought_back_by_a_second_undo(string tool, string more)
    {
        var id = await ana.AddAsync("Water the plants", """
            "description": "All of them", "priority": "high", "tags": ["home"], "project": "Garden", "due_date": "2026-01-01", "due_time": "08:00",
            "recurrence": "FREQ=DAILY", "remind_at": "2026-01-01T07:30:00"
            """);
        var before = await RowAsync(id);
        var target = tool.EndsWith('s') ? $"\"task_ids\": [{id}]" : $"\"task_id\": {id}";
        var turn = await ChangeAsync(tool, $"{{{target}{more}}}");
        var after = await RowAsync(id);
        Assert.NotEqual(before, after);

        var undone = await UndoAsync();
        Assert.Equal(turn, (long)undone["turn"]!);
        Assert.Equal((id, "Water the plants"), ((long)undone["undone"]![0]!["task_id"]!, (string)undone["undone"]![0]!["title"]!));
        Assert.Empty(undone["refused"]!.AsArray());
        Assert.Equal(before, await RowAsync(id));

        Assert.Equal((long)undone["undo_turn"]!, (long)(await UndoAsync())["turn"]!);
        Assert.Equal(WithoutDeletion(after), WithoutDeletion(await RowAsync(id)));
        await UndoAsync();
        Assert.Equal(before, await RowAsync(id));
    }

    [Fact]
    [Trait("rule", "A1")]
    public async Task The_first_and_the_last_day_are_days_in_the_journal_too()
    {
        var id = await ana.AddAsync("Old", "\"due_date\": \"0001-01-01\", \"deadline\": \"9999-12-31\", \"remind_at\": \"0001-01-01T00:00:00Z\"");
        var before = await RowAsync(id);
        Assert.DoesNotContain("infinity", before, StringComparison.Ordinal);
        await ChangeAsync("update_task", $$"""{"task_id": {{id}}, "clear": ["due_date", "deadline", "remind_at"]}""");
        await UndoAsync();
        Assert.Equal(before, await RowAsync(id));
        var task = (await ana.User.SendAsync("GET", $"/api/tasks/{id}")).Object;
        Assert.Equal(("0001-01-01", "9999-12-31"), ((string)task["due_date"]!, (string)task["deadline"]!));
    }

    [Fact]
    public async Task A_completion_that_is_brought_back_is_counted_once()
    {
        var id = await ana.AddAsync("Counted");
        await ChangeAsync("complete_task", $$"""{"task_id": {{id}}}""");
        await UndoAsync();
        await UndoAsync();
        var stats = (await ana.User.SendAsync("GET", "/api/stats")).Object;
        Assert.Equal(1, (int)stats["completed"]!);
        Assert.Equal(1, stats["completed_per_day"]!.AsArray().Sum(day => (int)day!["count"]!));
    }

    [Fact]
    public async Task What_was_added_goes_to_the_trash_and_what_was_restored_too()
    {
        await ChangeAsync("add_task", """{"title": "Added"}""");
        var added = (long)(await ana.DoAsync("list_tasks"))["tasks"]![0]!["id"]!;
        await UndoAsync();
        Assert.Empty((await ana.DoAsync("list_tasks"))["tasks"]!.AsArray());
        await UndoAsync();
        Assert.Single((await ana.DoAsync("list_tasks"))["tasks"]!.AsArray());

        await ana.DoAsync("delete_task", $$"""{"task_id": {{added}}}""");
        await ChangeAsync("restore_task", $$"""{"task_id": {{added}}}""");
        await UndoAsync();
        Assert.Empty((await ana.DoAsync("list_tasks"))["tasks"]!.AsArray());
        await ana.DoAsync("restore_task", $$"""{"task_id": {{added}}}""");
    }

    [Fact]
    public async Task All_calls_of_a_turn_are_one_unit()
    {
        var kept = await ana.AddAsync("Kept");
        var before = await RowAsync(kept);
        var turn = await ana.NextTurnAsync();
        var made = (long)(await ana.CallAsync("add_task", """{"title": "Made"}""", turn, "c1")).Content["task_id"]!;
        await ana.CallAsync("update_task", $$"""{"task_id": {{kept}}, "title": "Renamed"}""", turn, "c2");
        await ana.CallAsync("complete_tasks", $$"""{"task_ids": [{{kept}}, {{made}}]}""", turn, "c3");
        await ana.CallAsync("add_task", """{"title": "Made and deleted"}""", turn, "c4");
        var brief = (long)(await ana.CallAsync("find_tasks", """{"words": "deleted"}""")).Content["tasks"]![0]!["id"]!;
        await ana.CallAsync("delete_task", $$"""{"task_id": {{brief}}}""", turn, "c5");

        var undone = await UndoAsync();
        Assert.Equal([kept, made], undone["undone"]!.AsArray().Select(task => (long)task!["task_id"]!));
        Assert.Equal(before, await RowAsync(kept));
        Assert.Equal([kept], (await ana.DoAsync("list_tasks"))["tasks"]!.AsArray().Select(task => (long)task!["id"]!));
    }

    [Fact]
    public async Task What_was_changed_since_stays_and_is_named()
    {
        var one = await ana.AddAsync("One");
        var two = await ana.AddAsync("Two");
        var three = await ana.AddAsync("Three");
        var turn = await ChangeAsync("complete_tasks", $$"""{"task_ids": [{{one}}, {{two}}, {{three}}]}""");
        await ana.User.SendAsync("PATCH", $"/api/tasks/{two}", """{"title":"Two, changed"}""");
        await ana.DoAsync("delete_task", $$"""{"task_id": {{three}}}""", ana.Caller with { Door = Door.Mcp });

        var outcome = await UndoCallAsync(turn);
        Assert.False(outcome.IsError, outcome.Text);
        Assert.Equal([one], outcome.Content["undone"]!.AsArray().Select(task => (long)task!["task_id"]!));
        Assert.Equal(
            [(two, "It has been changed since, in the app or by the API."), (three, "It has been changed since, by a connected client.")],
            outcome.Content["refused"]!.AsArray().Select(task => ((long)task!["task_id"]!, (string)task["reason"]!)));
        Assert.All([$"task {one} \"One\" is as it was before", $"task {two} \"Two\" stays"], text => Assert.Contains(text, outcome.Text, StringComparison.Ordinal));

        var again = await UndoCallAsync(turn);
        again.IsError("conflict", "taken back already", "changed since");
        Assert.Equal("Two, changed", (string)(await ana.User.SendAsync("GET", $"/api/tasks/{two}")).Object["title"]!);
    }

    [Fact]
    public async Task What_somebody_has_changed_in_the_middle_of_the_turn_stays()
    {
        var id = await ana.AddAsync("Shared");
        var turn = await ana.NextTurnAsync();
        await ana.CallAsync("update_task", $$"""{"task_id": {{id}}, "title": "By the turn"}""", turn, "c1");
        await ana.User.SendAsync("PATCH", $"/api/tasks/{id}", """{"project":"Mine"}""");
        await ana.CallAsync("complete_task", $$"""{"task_id": {{id}}}""", turn, "c2");
        (await UndoCallAsync(turn)).IsError("conflict", "at the same time");
        Assert.Equal("Mine", (string)(await ana.User.SendAsync("GET", $"/api/tasks/{id}")).Object["project"]!);
    }

    [Fact]
    public async Task An_earlier_turn_is_taken_back_by_its_number_once()
    {
        var id = await ana.AddAsync("Early");
        var early = await ChangeAsync("complete_task", $$"""{"task_id": {{id}}}""");
        var other = await ana.AddAsync("Late");
        await ChangeAsync("complete_task", $$"""{"task_id": {{other}}}""");
        Assert.Equal(early, (long)(await UndoCallAsync(early)).Content["turn"]!);
        Assert.Equal("Early", Assert.Single((await ana.DoAsync("find_tasks"))["tasks"]!.AsArray())!["title"]!.ToString());
        (await UndoCallAsync(early)).IsError("conflict", "taken back already");
    }

    [Fact]
    public async Task A_turn_that_began_before_a_change_does_not_take_it_back()
    {
        var id = await ana.AddAsync("Mine");
        var said = await ana.NextTurnAsync();
        await ChangeAsync("complete_task", $$"""{"task_id": {{id}}}""");
        (await ana.CallAsync("undo", "{}", said, "c1")).IsError("conflict", "nothing to undo");
    }

    [Fact]
    public async Task There_may_be_nothing_to_undo()
    {
        (await ana.CallAsync("undo")).IsError("conflict", "nothing to undo");
        (await ana.CallAsync("undo", """{"turn": 999999999}""")).IsError("not_found", "turn");
        Assert.IsType<ToolCheck.Refused>(await ana.CheckAsync("undo")).Outcome.IsError("conflict");
        await ana.User.AddTitleAsync("By REST alone");
        (await ana.CallAsync("undo")).IsError("conflict", "nothing to undo");
    }

    [Fact]
    public async Task After_30_days_it_is_too_late()
    {
        var id = await ana.AddAsync("Old");
        await ChangeAsync("complete_task", $$"""{"task_id": {{id}}}""");
        await using (var db = fixture.Backend.Database.Context())
        {
            await db.Database.ExecuteSqlAsync($"update journal set at = at - interval '31 days' where user_id = {ana.User.Id}");
        }

        (await ana.CallAsync("undo")).IsError("conflict", "30 days");
        await using (var db = fixture.Backend.Database.Context())
        {
            await db.Database.ExecuteSqlAsync($"update journal set before = null, after = null where user_id = {ana.User.Id}");
        }

        (await ana.CallAsync("undo")).IsError("conflict", "30 days");
    }

    [Fact]
    public async Task A_task_that_was_purged_is_told()
    {
        var id = await ana.AddAsync("Purged");
        var turn = await ChangeAsync("delete_task", $$"""{"task_id": {{id}}}""");
        await using (var db = fixture.Backend.Database.Context())
        {
            await db.Database.ExecuteSqlAsync($"delete from idempotency_keys where user_id = {ana.User.Id}");
            await db.Database.ExecuteSqlAsync($"delete from tasks where id = {id}");
        }

        (await UndoCallAsync(turn)).IsError("conflict", "no longer there");
    }

    [Fact]
    [Trait("rule", "A7")]
    public async Task Turns_of_others_are_not_there()
    {
        var id = await ana.AddAsync("Secret");
        var turn = await ChangeAsync("complete_task", $$"""{"task_id": {{id}}}""");
        (await ben.CallAsync("undo", $$"""{"turn": {{turn}}}""")).IsError("not_found");
        (await ben.CallAsync("undo")).IsError("conflict", "nothing to undo");
        Assert.Equal(404, (await ben.User.SendAsync("POST", "/api/undo", $$"""{"turn": {{turn}}}""")).Status);
        Assert.True((bool)(await ana.DoAsync("list_tasks"))["tasks"]![0]!["completed"]!);
    }

    [Fact]
    [Trait("rule", "A12")]
    public async Task An_undo_runs_once_however_often_it_is_run()
    {
        var id = await ana.AddAsync("Once");
        await ChangeAsync("complete_task", $$"""{"task_id": {{id}}}""");
        var turn = await ana.NextTurnAsync();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => ana.CallAsync("undo", "{}", turn, "c1"))));
        Assert.All(outcomes, outcome =>
        {
            Assert.False(outcome.IsError, outcome.Text);
            Assert.Equal((outcomes[0].Text, outcomes[0].Content.ToJsonString()), (outcome.Text, outcome.Content.ToJsonString()));
        });
        Assert.False((bool)(await ana.DoAsync("list_tasks"))["tasks"]![0]!["completed"]!);
    }

    [Fact]
    [Trait("rule", "A4")]
    public async Task Against_a_writer_either_the_undo_or_the_refusal_wins_and_nothing_is_lost()
    {
        for (var round = 0; round < 10; round++)
        {
            var id = await ana.AddAsync($"Round {round}");
            var turn = await ChangeAsync("complete_task", $$"""{"task_id": {{id}}}""");
            var undo = Task.Run(() => UndoCallAsync(turn));
            var write = Task.Run(() => ana.User.SendAsync("PATCH", $"/api/tasks/{id}", """{"project":"Written"}"""));
            var outcome = await undo;
            Assert.Equal(200, (await write).Status);
            var task = (await ana.User.SendAsync("GET", $"/api/tasks/{id}")).Object;
            Assert.Equal("Written", (string)task["project"]!);
            Assert.Equal(outcome.IsError, (bool)task["completed"]!);
        }
    }

    [Fact]
    public async Task A_large_undo_is_asked_about_and_shows_what_it_does()
    {
        var ids = new List<long>();
        for (var i = 0; i < 6; i++)
        {
            ids.Add(await ana.AddAsync($"Task {i}"));
        }

        await ChangeAsync("complete_tasks", $$"""{"task_ids": [{{string.Join(',', ids.Take(5))}}]}""");
        Assert.IsType<ToolCheck.Ready>(await ana.CheckAsync("undo"));
        await ChangeAsync("delete_tasks", $$"""{"task_ids": [{{string.Join(',', ids)}}]}""");
        var preview = Assert.IsType<ToolCheck.Ask>(await ana.CheckAsync("undo")).Preview;
        Assert.Equal(6, preview.Tasks);
        Assert.All(ids, id => Assert.Contains($"task {id} \"Task", preview.Text, StringComparison.Ordinal));
        Assert.Contains("is restored", preview.Text, StringComparison.Ordinal);
        Assert.Empty((await ana.DoAsync("list_tasks"))["tasks"]!.AsArray());
    }

    [Fact]
    [Trait("rule", "A8")]
    public async Task The_button_names_its_turn_and_a_second_click_does_nothing()
    {
        var id = await ana.AddAsync("Dentist");
        var turn = await ChangeAsync("delete_task", $$"""{"task_id": {{id}}}""");
        var client = new TodoClient(ana.User.Client, fixture.Backend.Address);
        var result = await client.UndoAsync(turn, CancellationToken.None);
        Assert.Equal((turn, id), (result.Turn, Assert.Single(result.Undone).Id));
        Assert.Equal($"Undone: task {id} \"Dentist\" is restored.", result.Message);
        var again = await client.UndoAsync(turn, CancellationToken.None);
        Assert.Empty(again.Undone);
        Assert.Null(again.UndoTurn);
        Assert.Equal("This has been taken back already.", Assert.Single(again.Refused).Reason);

        var redone = await ana.User.SendAsync("POST", $"/api/{ana.User.Subject}/undo");
        Assert.Equal(result.UndoTurn, (long)redone.Object["turn"]!);
        Assert.Equal(404, (await ana.User.SendAsync("GET", $"/api/tasks/{id}")).Status);

        await using var db = fixture.Backend.Database.Context();
        var entry = await db.Journal.SingleAsync(row => row.UserId == ana.User.Id && row.Undoes == turn);
        Assert.Equal(("rest", result.UndoTurn, "undo", "restored"), (entry.Door, entry.Turn, entry.Call, entry.What));
    }

    [Theory]
    [InlineData("""{"turn":"x"}""", 400, "invalid")]
    [InlineData("""{"turn":0}""", 400, "invalid")]
    [InlineData("""{"number":1}""", 400, "invalid")]
    [InlineData("""{"turn":1,"turn":2}""", 400, "invalid")]
    [InlineData("""[]""", 400, "malformed")]
    [InlineData("""{"turn":999999999}""", 404, "not-found")]
    [InlineData("""{}""", 409, "conflict")]
    public async Task A_wrong_request_is_told(string body, int status, string code)
    {
        var answer = await ben.User.SendAsync("POST", "/api/undo", body);
        Assert.Equal(status, answer.Status);
        Assert.Contains(code, (string)answer.Object["code"]!, StringComparison.Ordinal);
    }

    // As one turn of its own.
    private async Task<long> ChangeAsync(string tool, string arguments)
    {
        var turn = await ana.NextTurnAsync();
        var outcome = await ana.CallAsync(tool, arguments, turn, "c1");
        Assert.False(outcome.IsError, outcome.Text);
        return turn;
    }

    private async Task<JsonObject> UndoAsync()
    {
        var outcome = await ana.CallAsync("undo", "{}", await ana.NextTurnAsync(), "c1");
        Assert.False(outcome.IsError, outcome.Text);
        return outcome.Content;
    }

    private async Task<ToolOutcome> UndoCallAsync(long turn) => await ana.CallAsync("undo", $$"""{"turn": {{turn}}}""", await ana.NextTurnAsync(), "c1");

    /// <summary>The whole row but the time of its last change.</summary>
    private async Task<string> RowAsync(long id)
    {
        await using var db = fixture.Backend.Database.Context();
        return await db.Database.SqlQuery<string>($"select (journal_row(task) - 'updated_at')::text as \"Value\" from tasks task where id = {id}").SingleAsync();
    }

    // A deletion that is brought back is a new one.
    private static string WithoutDeletion(string row)
    {
        var members = JsonNode.Parse(row)!.AsObject();
        members["deleted_at"] = members["deleted_at"] is not null;
        return members.ToJsonString();
    }
}
