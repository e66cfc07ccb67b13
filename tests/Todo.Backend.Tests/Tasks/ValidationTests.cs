using System.Text.Json.Nodes;

namespace Todo.Backend.Tests.Tasks;

/// <summary>What a task may be: every rule by the member it names, all of them at once.</summary>
[Trait("rule", "A1")]
public sealed class ValidationTests(TasksFixture fixture) : IClassFixture<TasksFixture>
{
    private static readonly string[] Everything =
        ["completed", "deadline", "description", "due_date", "due_time", "duration_min", "nonsense", "priority", "project", "recurrence", "recurrence_from_completion", "remind_at", "tags", "time_zone", "title"];

    [Theory]
    [InlineData("""{}""", "title")]
    [InlineData("""{"title":null}""", "title")]
    [InlineData("""{"title":""}""", "title")]
    [InlineData("""{"title":"   "}""", "title")]
    [InlineData("""{"title":7}""", "title")]
    [InlineData("""{"title":"a\u0007b"}""", "title")]
    [InlineData("""{"title":"a\nb"}""", "title")]
    [InlineData("""{"title":"\n a"}""", "title")]
    [InlineData("""{"title":"a\u0085b"}""", "title")]
    [InlineData("""{"title":"a\ud800b"}""", "title")]
    [InlineData("""{"title":"\u0000"}""", "title")]
    [InlineData("""{"title":"a","title":"b"}""", "title")]
    [InlineData("""{"title":"a","description":"a\tb"}""", "description")]
    [InlineData("""{"title":"a","description":["b"]}""", "description")]
    [InlineData("""{"title":"a","completed":"yes"}""", "completed")]
    [InlineData("""{"title":"a","priority":"urgent"}""", "priority")]
    [InlineData("""{"title":"a","priority":"High"}""", "priority")]
    [InlineData("""{"title":"a","priority":1}""", "priority")]
    [InlineData("""{"title":"a","tags":"home"}""", "tags")]
    [InlineData("""{"title":"a","tags":["a",7]}""", "tags")]
    [InlineData("""{"title":"a","tags":["a",null]}""", "tags")]
    [InlineData("""{"title":"a","tags":["a",""]}""", "tags")]
    [InlineData("""{"title":"a","tags":["a","b\u0001"]}""", "tags")]
    [InlineData("""{"title":"a","project":""}""", "project")]
    [InlineData("""{"title":"a","due_date":"16.07.2026"}""", "due_date")]
    [InlineData("""{"title":"a","due_date":"2026-02-29"}""", "due_date")]
    [InlineData("""{"title":"a","due_date":"9999-12-31"}""", "due_date")]
    [InlineData("""{"title":"a","due_date":20260716}""", "due_date")]
    [InlineData("""{"title":"a","due_time":"25:00"}""", "due_time")]
    [InlineData("""{"title":"a","due_time":"3pm"}""", "due_time")]
    [InlineData("""{"title":"a","time_zone":"Mars/Olympus"}""", "time_zone")]
    [InlineData("""{"title":"a","time_zone":"../../etc/passwd"}""", "time_zone")]
    [InlineData("""{"title":"a","time_zone":"W. Europe Standard Time"}""", "time_zone")]
    [InlineData("""{"title":"a","duration_min":0}""", "duration_min")]
    [InlineData("""{"title":"a","duration_min":1.5}""", "duration_min")]
    [InlineData("""{"title":"a","duration_min":99999999999}""", "duration_min")]
    [InlineData("""{"title":"a","deadline":"soon"}""", "deadline")]
    [InlineData("""{"title":"a","remind_at":"2026-07-16T15:00:00"}""", "remind_at")]
    [InlineData("""{"title":"a","remind_at":"2026-07-16"}""", "remind_at")]
    [InlineData("""{"title":"a","recurrence":"every day"}""", "recurrence")]
    [InlineData("""{"title":"a","recurrence":"FREQ=SECONDLY"}""", "recurrence")]
    [InlineData("""{"title":"a","recurrence":"FREQ=DAILY;COUNT=2;UNTIL=20260101"}""", "recurrence")]
    [InlineData("""{"title":"a","recurrence_from_completion":1}""", "recurrence_from_completion")]
    [InlineData("""{"title":"a","nonsense":1}""", "nonsense")]
    [InlineData("""{"title":"a","Title":"b"}""", "Title")]
    [InlineData("""{"title":"a","uid":"b"}""", "uid")]
    [InlineData("""{"title":"a","id":7}""", "id")]
    [InlineData("""{"title":"a","completions":3}""", "completions")]
    [InlineData("""{"title":"a","created_at":"2020-01-01T00:00:00Z"}""", "created_at")]
    public async Task A_broken_rule_is_named_by_its_member(string body, string member)
    {
        var user = await fixture.UserAsync();

        Assert.Equal([member], (await user.SendAsync("POST", "/api/tasks", body)).Problem(400, "invalid").ErrorNames);
    }

    [Fact]
    public async Task Every_broken_rule_is_said_at_once()
    {
        var user = await fixture.UserAsync();
        const string body = """{"title":"","description":7,"completed":"x","priority":"x","tags":[1],"project":"","due_date":"x","due_time":"x","time_zone":"x","duration_min":-1,"deadline":"x","remind_at":"x","recurrence":"x","recurrence_from_completion":"x","nonsense":{"deep":[1,2]}}""";

        Assert.Equal(Everything, (await user.SendAsync("POST", "/api/tasks", body)).Problem(400, "invalid").ErrorNames);
        var id = (await user.AddTitleAsync("a")).Id();
        Assert.Equal(Everything, (await user.SendAsync("PATCH", $"/api/tasks/{id}", body)).Problem(400, "invalid").ErrorNames);
        Assert.Equal(
            ["completions", "created_at", "id", "title", "user_id"],
            (await user.SendAsync("PUT", $"/api/tasks/{id}", """{"title":null,"id":0,"user_id":"me","completions":7,"created_at":null}""")).Problem(400, "invalid").ErrorNames);
    }

    [Fact]
    public async Task An_elements_error_is_under_its_member_with_its_place()
    {
        var user = await fixture.UserAsync();

        var errors = (await user.SendAsync("POST", "/api/tasks", """{"title":"a","tags":["ok","",7]}""")).Object["errors"]!["tags"]!.AsArray();

        Assert.Equal(2, errors.Count);
        Assert.Contains(errors, error => error!.GetValue<string>().StartsWith("[1]:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lengths_are_counted_in_code_points()
    {
        var user = await fixture.UserAsync();
        static string Emoji(int count) => string.Concat(Enumerable.Repeat("🥛", count));

        Assert.Equal(Emoji(200), (await user.AddTitleAsync(Emoji(200)))["title"]!.GetValue<string>());
        Assert.Equal(["title"], (await Send("title", Emoji(201))).ErrorNames);
        Assert.Equal(201, (await user.SendAsync("POST", "/api/tasks", new JsonObject { ["title"] = "a", ["description"] = Emoji(1000) }.ToJsonString())).Status);
        Assert.Equal(["description"], (await Send("description", Emoji(1001))).ErrorNames);
        Assert.Equal(201, (await user.SendAsync("POST", "/api/tasks", new JsonObject { ["title"] = "a", ["tags"] = new JsonArray(Emoji(50)) }.ToJsonString())).Status);
        Assert.Equal(["tags"], (await Send("tags", new JsonArray(Emoji(51)))).ErrorNames);
        Assert.Equal(["tags"], (await Send("tags", new JsonArray([.. Enumerable.Range(0, 21).Select(i => (JsonNode)$"t{i}")]))).ErrorNames);

        async Task<Answer> Send(string member, JsonNode value)
        {
            var body = new JsonObject { ["title"] = "a" };
            body[member] = value;
            return (await user.SendAsync("POST", "/api/tasks", body.ToJsonString())).Problem(400, "invalid");
        }
    }

    [Theory]
    [InlineData("دودھ خریدیں")]
    [InlineData("牛乳を買う")]
    [InlineData("Žluťoučký kůň")]
    [InlineData("<script>alert('x')</script> \"quotes\" \\ and / {{braces}}")]
    [InlineData("'; drop table tasks; --")]
    public async Task Any_script_comes_back_as_it_was_sent_and_is_found(string title)
    {
        var user = await fixture.UserAsync();

        Assert.Equal(title, (await user.AddTitleAsync(title))["title"]!.GetValue<string>());

        var word = title.Split(' ').First(part => part.Any(char.IsLetter));
        Assert.Equal(1, (await user.SendAsync("GET", $"/api/tasks?q={Uri.EscapeDataString(word)}")).Object["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task Members_of_the_system_are_accepted_with_their_present_value_only()
    {
        var user = await fixture.UserAsync();
        var task = await user.AddTitleAsync("a");

        Assert.Equal(200, (await user.SendAsync("PATCH", $"/api/tasks/{task.Id()}", $$"""{"id":{{task.Id()}},"user_id":"{{user.Subject}}","completions":0,"created_at":"{{task["created_at"]}}","completed_at":null,"title":"b"}""")).Status);
        Assert.Equal(["updated_at"], (await user.SendAsync("PATCH", $"/api/tasks/{task.Id()}", $$"""{"updated_at":"{{task["updated_at"]}}"}""")).Problem(400, "invalid").ErrorNames);
    }

    [Fact]
    public async Task A_moment_may_have_its_plus_sign_as_an_escape()
    {
        var user = await fixture.UserAsync();

        var task = await user.AddAsync("""{"title":"a","remind_at":"2026-07-16T14:00:00\u002B02:00"}""");

        Assert.Equal("2026-07-16T12:00:00.000000Z", task["remind_at"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("\"a\"")]
    [InlineData("{\"title\":\"a\"")]
    [InlineData("{\"title\":\"a\"} x")]
    [InlineData("{title:'a'}")]
    [InlineData("{\"title\":\"a\",}")]
    public async Task A_body_that_is_no_object_is_malformed(string body)
    {
        var user = await fixture.UserAsync();

        (await user.SendAsync("POST", "/api/tasks", body)).Problem(400, "malformed");
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=101", "limit")]
    [InlineData("limit=x", "limit")]
    [InlineData("limit=", "limit")]
    [InlineData("limit=5&limit=6", "limit")]
    [InlineData("status=done", "status")]
    [InlineData("status=Pending", "status")]
    [InlineData("priority=1", "priority")]
    [InlineData("sort=id", "sort")]
    [InlineData("order=up", "order")]
    [InlineData("due_from=today", "due_from")]
    [InlineData("due_to=2026-13-01", "due_to")]
    [InlineData("overdue=yes", "overdue")]
    [InlineData("q=", "q")]
    [InlineData("q=%20-%20", "q")]
    [InlineData("q=a%00b", "q")]
    [InlineData("tag=", "tag")]
    [InlineData("project=", "project")]
    [InlineData("cursor=", "cursor")]
    [InlineData("cursor=garbage", "cursor")]
    [InlineData("cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "cursor")]
    [InlineData("page=2", "page")]
    [InlineData("Limit=5", "Limit")]
    public async Task A_wrong_parameter_is_named(string query, string name)
    {
        var user = await fixture.UserAsync();

        Assert.Equal([name], (await user.SendAsync("GET", $"/api/tasks?{query}")).Problem(400, "invalid").ErrorNames);
    }

    [Theory]
    [InlineData("/api/tags?x=1", "x")]
    [InlineData("/api/stats?days=3", "days")]
    [InlineData("/api/export?format=xml", "format")]
    [InlineData("/api/export?limit=3", "limit")]
    [InlineData("/api/tasks/trash?q=a", "q")]
    [InlineData("/api/tasks/trash?cursor=x", "cursor")]
    [InlineData("/api/tasks/trash?limit=1000", "limit")]
    public async Task Other_reads_name_wrong_parameters_too(string path, string name)
    {
        var user = await fixture.UserAsync();

        Assert.Equal([name], (await user.SendAsync("GET", path)).Problem(400, "invalid").ErrorNames);
    }
}
