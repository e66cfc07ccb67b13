using System.Text.Json.Nodes;

namespace Todo.Backend.Tests.Tasks;

/// <summary>Adding, reading, replacing, changing, completing, deleting and restoring, over HTTP.</summary>
[Trait("rule", "A1")]
public sealed class ChangeTests(TasksFixture fixture) : IClassFixture<TasksFixture>
{
    [Fact]
    public async Task An_added_task_has_every_member_of_the_table_and_a_location()
    {
        var user = await fixture.UserAsync();

        var answer = await user.SendAsync("POST", "/api/tasks", """{"title":"  Buy milk 🥛 ","tags":["Home","HOME","shop"],"priority":"high","due_date":"2026-07-16","due_time":"15:00","duration_min":45,"remind_at":"2026-07-16T14:00:00+02:00","recurrence":"FREQ=WEEKLY;BYDAY=MO","deadline":"2026-07-30","project":"garden","time_zone":"Europe/Berlin","description":"two\nlines"}""");

        Assert.Equal(201, answer.Status);
        var task = answer.Object;
        Assert.Equal($"/api/tasks/{task.Id()}", answer.Header("Location"));
        Assert.Equal(
            ["id", "user_id", "title", "description", "completed", "priority", "tags", "project", "due_date", "due_time", "time_zone", "duration_min", "deadline", "remind_at", "recurrence", "recurrence_from_completion", "completions", "created_at", "updated_at", "completed_at"],
            task.Select(member => member.Key));
        Assert.Equal("Buy milk 🥛", task["title"]!.GetValue<string>());
        Assert.Equal("""["Home","shop"]""", task["tags"]!.ToJsonString());
        Assert.Equal("15:00", task["due_time"]!.GetValue<string>());
        Assert.Equal("2026-07-16T12:00:00.000000Z", task["remind_at"]!.GetValue<string>());
        Assert.Equal(user.Subject, task["user_id"]!.GetValue<string>());
        Assert.Equal(answer.Text, (await user.SendAsync("GET", $"/api/{user.Subject}/tasks/{task.Id()}")).Text);
    }

    [Fact]
    public async Task A_put_replaces_and_a_patch_changes_what_is_given()
    {
        var user = await fixture.UserAsync();
        var task = await user.AddAsync("""{"title":"a","description":"b","tags":["x"],"priority":"low"}""");

        var patched = await user.SendAsync("PATCH", $"/api/tasks/{task.Id()}", """{"description":null,"priority":"high"}""", "application/merge-patch+json");
        Assert.Equal(200, patched.Status);
        Assert.Null(patched.Object["description"]);
        Assert.Equal("high", patched.Object["priority"]!.GetValue<string>());
        Assert.Equal("""["x"]""", patched.Object["tags"]!.ToJsonString());

        var put = await user.SendAsync("PUT", $"/api/tasks/{task.Id()}", """{"title":"c"}""");
        Assert.Equal(200, put.Status);
        Assert.Null(put.Object["priority"]);
        Assert.Equal("[]", put.Object["tags"]!.ToJsonString());
        Assert.NotEqual(patched.ETag, put.ETag);
    }

    [Fact]
    public async Task What_was_read_can_be_put_back_and_changes_nothing()
    {
        var user = await fixture.UserAsync();
        var task = await user.AddAsync("""{"title":"a","tags":["x"],"due_date":"2026-01-31","due_time":"08:30","remind_at":"2026-01-31T07:00:00.123456Z","recurrence":"FREQ=MONTHLY"}""");
        var read = await user.SendAsync("GET", $"/api/tasks/{task.Id()}");

        var put = await user.SendAsync("PUT", $"/api/tasks/{task.Id()}", read.Text);

        Assert.Equal(200, put.Status);
        Assert.Equal(read.Text, put.Text);
        Assert.Equal(read.ETag, put.ETag);
    }

    [Fact]
    public async Task Complete_toggles_or_sets()
    {
        var user = await fixture.UserAsync();
        var path = $"/api/tasks/{(await user.AddTitleAsync("a")).Id()}/complete";

        Assert.True((await user.SendAsync("PATCH", path)).Object["completed"]!.GetValue<bool>());
        var reopened = (await user.SendAsync("PATCH", path)).Object;
        Assert.False(reopened["completed"]!.GetValue<bool>());
        Assert.Null(reopened["completed_at"]);
        var set = await user.SendAsync("PATCH", path, """{"completed":true}""");
        Assert.NotNull(set.Object["completed_at"]);
        Assert.Equal(set.ETag, (await user.SendAsync("PATCH", path, """{"completed":true}""")).ETag);
        Assert.False((await user.SendAsync("PATCH", path, """{"completed":false}""")).Object["completed"]!.GetValue<bool>());
    }

    [Fact]
    [Trait("rule", "A4")]
    public async Task A_recurring_task_moves_on_and_is_completed_when_its_rule_ends()
    {
        var user = await fixture.UserAsync("Europe/Berlin");
        var task = await user.AddAsync("""{"title":"a","recurrence":"FREQ=DAILY;COUNT=2","due_date":"2126-03-30","due_time":"09:00","remind_at":"2126-03-30T06:00:00Z"}""");
        var path = $"/api/tasks/{task.Id()}";

        var first = (await user.SendAsync("PATCH", path, """{"completed":true}""")).Object;
        Assert.False(first["completed"]!.GetValue<bool>());
        Assert.Equal("2126-03-31", first["due_date"]!.GetValue<string>());
        Assert.Equal(1, first["completions"]!.GetValue<int>());
        // The clock goes forward on that day, and the reminder stays two hours before on the wall.
        Assert.Equal("2126-03-31T05:00:00.000000Z", first["remind_at"]!.GetValue<string>());

        var second = (await user.SendAsync("PATCH", path + "/complete")).Object;
        Assert.True(second["completed"]!.GetValue<bool>());
        Assert.Equal(2, second["completions"]!.GetValue<int>());
        Assert.NotNull(second["completed_at"]);
    }

    [Fact]
    public async Task A_deleted_task_is_in_the_trash_until_it_is_restored()
    {
        var user = await fixture.UserAsync();
        var path = $"/api/tasks/{(await user.AddTitleAsync("a")).Id()}";

        var deleted = await user.SendAsync("DELETE", path);
        Assert.Equal(204, deleted.Status);
        Assert.Empty(deleted.Text);
        (await user.SendAsync("GET", path)).Problem(404, "not-found");
        (await user.SendAsync("DELETE", path)).Problem(404, "not-found");
        (await user.SendAsync("PATCH", path, "{}")).Problem(404, "not-found");
        Assert.Equal(0, (await user.SendAsync("GET", "/api/tasks")).Object["total"]!.GetValue<int>());
        var trash = (await user.SendAsync("GET", "/api/tasks/trash")).Object;
        Assert.Equal(1, trash["total"]!.GetValue<int>());
        Assert.Single(trash["tasks"]!.AsArray());

        Assert.Equal(200, (await user.SendAsync("POST", path + "/restore")).Status);
        Assert.Equal(200, (await user.SendAsync("GET", path)).Status);
        Assert.Equal(200, (await user.SendAsync("POST", path + "/restore")).Status);
        Assert.Equal(1, (await user.SendAsync("GET", "/api/tasks?status=pending")).Object["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_time_without_a_date_means_today_in_the_tasks_zone()
    {
        var user = await fixture.UserAsync("Pacific/Kiritimati");
        var here = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Pacific/Kiritimati")).DateTime);
        var there = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Pacific/Pago_Pago")).DateTime);

        Assert.Equal($"{here:O}", (await user.AddAsync("""{"title":"a","due_time":"10:00"}"""))["due_date"]!.GetValue<string>());
        Assert.Equal($"{there:O}", (await user.AddAsync("""{"title":"a","due_time":"10:00","time_zone":"Pacific/Pago_Pago"}"""))["due_date"]!.GetValue<string>());
    }

    [Fact]
    public async Task Tags_and_statistics_count_the_users_own_tasks()
    {
        var user = await fixture.UserAsync();
        await user.AddAsync("""{"title":"a","tags":["Home","work"],"due_date":"2020-01-01"}""");
        var done = await user.AddAsync("""{"title":"b","tags":["home"]}""");
        await user.AddAsync(new JsonObject { ["title"] = "c", ["due_date"] = $"{DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime):O}" }.ToJsonString());
        await user.SendAsync("PATCH", $"/api/tasks/{done.Id()}/complete");

        Assert.Equal("""{"tags":[{"name":"Home","count":2},{"name":"work","count":1}]}""", (await user.SendAsync("GET", "/api/tags")).Text);
        var stats = (await user.SendAsync("GET", $"/api/{user.Subject}/stats")).Object;
        Assert.Equal((3, 2, 1, 1, 1), (stats["total"]!.GetValue<int>(), stats["pending"]!.GetValue<int>(), stats["completed"]!.GetValue<int>(), stats["overdue"]!.GetValue<int>(), stats["due_today"]!.GetValue<int>()));
        var days = stats["completed_per_day"]!.AsArray();
        Assert.Equal(30, days.Count);
        Assert.Equal(1, days[^1]!["count"]!.GetValue<int>());
    }
}
