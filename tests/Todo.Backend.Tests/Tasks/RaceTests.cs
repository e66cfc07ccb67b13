namespace Todo.Backend.Tests.Tasks;

/// <summary>Many at once: nothing is lost, nothing done twice.</summary>
[Trait("rule", "A14")]
public sealed class RaceTests(TasksFixture fixture) : IClassFixture<TasksFixture>
{
    [Fact]
    public async Task Of_32_writers_on_one_task_each_finds_what_the_one_before_it_left()
    {
        var user = await fixture.UserAsync();
        var id = (await user.AddAsync("""{"title":"a","recurrence":"FREQ=DAILY"}""")).Id();

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => (i % 4) switch
        {
            0 => user.SendAsync("PATCH", $"/api/tasks/{id}", $$"""{"title":"writer {{i}}"}"""),
            1 => user.SendAsync("PATCH", $"/api/tasks/{id}", $$"""{"description":"writer {{i}}"}"""),
            2 => user.SendAsync("PATCH", $"/api/tasks/{id}", $$"""{"tags":["writer {{i}}"]}"""),
            _ => user.SendAsync("PATCH", $"/api/tasks/{id}/complete"),
        }));

        Assert.All(answers, answer => Assert.True(answer.Status == 200, answer.Text));
        var entries = await JournalCheck.HasNoGapAsync(fixture.Backend.Database, user, expected: 33);
        JournalCheck.IsAChain(entries);
        // No completion was lost, and the fields that different writers set stand beside each other.
        var task = (await user.SendAsync("GET", $"/api/tasks/{id}")).Object;
        Assert.Equal(8, task["completions"]!.GetValue<int>());
        Assert.StartsWith("writer", task["title"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.StartsWith("writer", task["description"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Single(task["tags"]!.AsArray());
    }

    [Fact]
    public async Task Of_writers_that_state_one_version_exactly_one_wins()
    {
        var user = await fixture.UserAsync();
        var path = $"/api/tasks/{(await user.AddTitleAsync("a")).Id()}";
        var tag = (await user.SendAsync("GET", path)).ETag;

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => user.SendAsync("PATCH", path, $$"""{"title":"writer {{i}}"}""", headers: ("If-Match", tag))));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.Equal(15, answers.Count(answer => answer.Status == 412));
        await JournalCheck.HasNoGapAsync(fixture.Backend.Database, user, expected: 2);
    }

    [Fact]
    public async Task Requests_with_one_key_wait_for_each_other_and_make_one_task()
    {
        var user = await fixture.UserAsync();
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => user.SendAsync("POST", "/api/tasks", """{"title":"a"}""", headers: key)));

        Assert.All(answers, answer => Assert.Equal(201, answer.Status));
        Assert.Single(answers.Select(answer => answer.Text).Distinct(StringComparer.Ordinal));
        await JournalCheck.HasNoGapAsync(fixture.Backend.Database, user, expected: 1);
    }

    [Fact]
    [Trait("rule", "A15")]
    public async Task The_journal_has_no_gap_and_the_counts_are_right_after_any_mix_of_changes()
    {
        var user = await fixture.UserAsync();
        var other = await fixture.UserAsync();
        var ids = new List<long>();
        for (var i = 0; i < 6; i++)
        {
            ids.Add((await user.AddTitleAsync($"task {i}")).Id());
        }

        var export = (await user.SendAsync("GET", "/api/export")).Object;
        foreach (var task in export["tasks"]!.AsArray())
        {
            task!["title"] = "imported";
        }

        var random = new Random(42);
        var requests = Enumerable.Range(0, 60).Select(_ => (Kind: random.Next(6), Id: ids[random.Next(ids.Count)])).ToList();
        var answers = await Task.WhenAll(requests.Select(request => request.Kind switch
        {
            0 => user.SendAsync("POST", "/api/tasks", """{"title":"new"}"""),
            1 => user.SendAsync("PATCH", $"/api/tasks/{request.Id}/complete"),
            2 => user.SendAsync("DELETE", $"/api/tasks/{request.Id}"),
            3 => user.SendAsync("POST", $"/api/tasks/{request.Id}/restore"),
            4 => user.SendAsync("POST", "/api/import", export.ToJsonString()),
            _ => other.SendAsync("POST", "/api/tasks", """{"title":"of another"}"""),
        }));

        Assert.All(answers, answer => Assert.True(answer.Status is 200 or 201 or 204 or 404, answer.Text));
        await using var db = fixture.Backend.Database.Context();
        var entries = await JournalCheck.HasNoGapAsync(fixture.Backend.Database, user, (int)db.Users.Single(row => row.Id == user.Id).LastChange);
        JournalCheck.IsAChain(entries);
        var account = db.Users.Single(row => row.Id == user.Id);
        Assert.Equal(db.Tasks.Count(task => task.UserId == user.Id && task.DeletedAt == null && !task.Completed), account.PendingCount);
        Assert.Equal(db.Tasks.Count(task => task.UserId == user.Id && task.DeletedAt == null && task.Completed), account.CompletedCount);
    }
}
