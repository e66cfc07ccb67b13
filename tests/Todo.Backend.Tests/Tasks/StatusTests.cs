using System.Net;
using System.Net.Http.Headers;

namespace Todo.Backend.Tests.Tasks;

/// <summary>The statuses that every task endpoint has in common, and those of conditional and repeated requests.</summary>
[Trait("rule", "A1")]
public sealed class StatusTests(TasksFixture fixture) : IClassFixture<TasksFixture>
{
    /// <summary>Every task endpoint, with a body that it takes.</summary>
    public static TheoryData<string, string, string?> Endpoints { get; } = new()
    {
        { "GET", "tasks", null },
        { "POST", "tasks", """{"title":"a"}""" },
        { "GET", "tasks/trash", null },
        { "GET", "tasks/7", null },
        { "PUT", "tasks/7", """{"title":"a"}""" },
        { "PATCH", "tasks/7", """{"title":"a"}""" },
        { "DELETE", "tasks/7", null },
        { "PATCH", "tasks/7/complete", """{"completed":true}""" },
        { "POST", "tasks/7/restore", null },
        { "GET", "tags", null },
        { "GET", "stats", null },
        { "GET", "export", null },
        { "POST", "import", """{"tasks":[]}""" },
    };

    [Theory]
    [MemberData(nameof(Endpoints))]
    [Trait("rule", "A3")]
    public async Task Without_a_token_it_is_401_with_a_challenge(string method, string path, string? body)
    {
        using var client = fixture.Backend.Client();
        foreach (var prefix in new[] { "/api/", "/api/somebody/" })
        {
            // Broken on purpose: nobody reads the body before the caller is known.
            using var request = new HttpRequestMessage(new HttpMethod(method), prefix + path) { Content = body is null ? null : Wire.Json("{") };
            using var response = await client.SendAsync(request);

            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
        }
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    [Trait("rule", "A3")]
    public async Task With_another_users_id_in_the_path_it_is_403_before_the_body_is_read(string method, string path, string? body)
    {
        var user = await fixture.UserAsync();
        var other = await fixture.UserAsync();

        (await user.SendAsync(method, $"/api/{other.Subject}/{path}", body is null ? null : "{", "text/plain")).Problem(403, "forbidden");
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task A_body_of_another_type_is_415(string method, string path, string? body)
    {
        var user = await fixture.UserAsync();
        if (body is not null)
        {
            (await user.SendAsync(method, $"/api/{path}", body, "text/plain")).Problem(415, "unsupported-media-type");
            (await user.SendAsync(method, $"/api/{path}", body, "application/x-www-form-urlencoded")).Problem(415, "unsupported-media-type");
        }
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task A_body_that_is_too_large_is_413(string method, string path, string? body)
    {
        var user = await fixture.UserAsync();
        if (body is not null)
        {
            var size = path == "import" ? (10 * 1024 * 1024) + 1 : (64 * 1024) + 1;
            // The server answers before the body is sent: by this header the client waits for that.
            user.Client.DefaultRequestHeaders.ExpectContinue = true;
            (await user.SendAsync(method, $"/api/{path}", body + new string(' ', size - body.Length))).Problem(413, "too-large");
        }
    }

    [Theory]
    [InlineData("DELETE", "/api/tasks", "GET, POST")]
    [InlineData("POST", "/api/tasks/7", "DELETE, GET, PATCH, PUT")]
    [InlineData("GET", "/api/tasks/7/complete", "PATCH")]
    [InlineData("GET", "/api/tasks/7/restore", "POST")]
    [InlineData("POST", "/api/tags", "GET")]
    [InlineData("GET", "/api/import", "POST")]
    public async Task Another_method_is_405_with_those_allowed(string method, string path, string allowed)
    {
        var user = await fixture.UserAsync();

        var answer = (await user.SendAsync(method, path)).Problem(405, "method-not-allowed");

        Assert.Equal(allowed.Split(", "), answer.Response.Content.Headers.Allow.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("999999999")]
    [InlineData("abc")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("99999999999999999999999")]
    [InlineData("7%2F8")]
    public async Task An_id_that_is_not_there_or_no_number_is_404(string id)
    {
        var user = await fixture.UserAsync();

        foreach (var (method, path, body) in new[] { ("GET", "", null), ("PUT", "", "{\"title\":\"a\"}"), ("PATCH", "", "{}"), ("DELETE", "", null), ("PATCH", "/complete", null), ("POST", "/restore", (string?)null) })
        {
            (await user.SendAsync(method, $"/api/tasks/{id}{path}", body)).Problem(404, "not-found");
        }
    }

    [Fact]
    public async Task If_match_is_honoured_by_every_change()
    {
        var user = await fixture.UserAsync();
        var path = $"/api/tasks/{(await user.AddTitleAsync("a")).Id()}";
        var old = (await user.SendAsync("GET", path)).ETag;
        var present = (await user.SendAsync("PATCH", path, """{"title":"b"}""", headers: ("If-Match", old))).ETag;
        Assert.NotEqual(old, present);

        foreach (var stale in new[] { old, $"W/{present}", "\"abc\"", "\"\"", "x" })
        {
            (await user.SendAsync("PATCH", path, """{"title":"c"}""", headers: ("If-Match", stale))).Problem(412, "precondition-failed");
            (await user.SendAsync("PUT", path, """{"title":"c"}""", headers: ("If-Match", stale))).Problem(412, "precondition-failed");
            (await user.SendAsync("PATCH", path + "/complete", headers: ("If-Match", stale))).Problem(412, "precondition-failed");
            (await user.SendAsync("POST", path + "/restore", headers: ("If-Match", stale))).Problem(412, "precondition-failed");
            (await user.SendAsync("DELETE", path, headers: ("If-Match", stale))).Problem(412, "precondition-failed");
        }

        var listed = await user.SendAsync("PATCH", path, """{"title":"d"}""", headers: ("If-Match", $"{old}, {present}"));
        Assert.Equal(200, listed.Status);
        Assert.Equal(200, (await user.SendAsync("PATCH", path + "/complete", headers: ("If-Match", "*"))).Status);
        (await user.SendAsync("PATCH", "/api/tasks/999999999", "{}", headers: ("If-Match", "*"))).Problem(404, "not-found");
    }

    [Fact]
    public async Task If_none_match_spares_the_body()
    {
        var user = await fixture.UserAsync();
        var path = $"/api/tasks/{(await user.AddTitleAsync("a")).Id()}";
        var tag = (await user.SendAsync("GET", path)).ETag;

        foreach (var names in new[] { tag, $"W/{tag}", $"\"1\", {tag}", "*" })
        {
            var answer = await user.SendAsync("GET", path, headers: ("If-None-Match", names));
            Assert.Equal((304, "", tag), (answer.Status, answer.Text, answer.ETag));
            Assert.Equal("no-cache, private", answer.Header("Cache-Control"));
        }

        Assert.Equal(200, (await user.SendAsync("GET", path, headers: ("If-None-Match", "\"1\""))).Status);
    }

    [Fact]
    [Trait("rule", "A14")]
    public async Task The_same_key_and_body_give_the_same_task_and_another_body_422()
    {
        var user = await fixture.UserAsync();
        var other = await fixture.UserAsync();
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());

        var first = await user.SendAsync("POST", "/api/tasks", """{"title":"a"}""", headers: key);
        var again = await user.SendAsync("POST", "/api/tasks", """{"title":"a"}""", headers: key);

        Assert.Equal((201, 201), (first.Status, again.Status));
        Assert.Equal((first.Text, first.ETag, first.Header("Location")), (again.Text, again.ETag, again.Header("Location")));
        (await user.SendAsync("POST", "/api/tasks", """{"title":"b"}""", headers: key)).Problem(422, "idempotency-mismatch");
        Assert.NotEqual(first.Object.Id(), (await other.SendAsync("POST", "/api/tasks", """{"title":"a"}""", headers: key)).Object.Id());
        Assert.Equal(1, (await user.SendAsync("GET", "/api/tasks")).Object["total"]!.GetValue<int>());
        // An invalid request does not use the key up.
        var next = ("Idempotency-Key", Guid.NewGuid().ToString());
        (await user.SendAsync("POST", "/api/tasks", "{}", headers: next)).Problem(400, "invalid");
        Assert.Equal(201, (await user.SendAsync("POST", "/api/tasks", """{"title":"c"}""", headers: next)).Status);
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    public async Task A_key_that_is_no_key_is_refused(string key)
    {
        var user = await fixture.UserAsync();

        Assert.Equal(["Idempotency-Key"], (await user.SendAsync("POST", "/api/tasks", """{"title":"a"}""", headers: ("Idempotency-Key", key))).Problem(400, "invalid").ErrorNames);
    }

    [Theory]
    [InlineData("""{"completed":1}""", "completed")]
    [InlineData("""{"completed":null}""", "completed")]
    [InlineData("""{"done":true}""", "done")]
    public async Task Complete_names_what_is_wrong_in_its_body(string body, string member)
    {
        var user = await fixture.UserAsync();
        var path = $"/api/tasks/{(await user.AddTitleAsync("a")).Id()}/complete";

        Assert.Equal([member], (await user.SendAsync("PATCH", path, body)).Problem(400, "invalid").ErrorNames);
        (await user.SendAsync("PATCH", path, "[true]")).Problem(400, "malformed");
    }

    [Fact]
    public async Task Only_json_in_utf8_is_taken()
    {
        var user = await fixture.UserAsync();
        using var latin = new ByteArrayContent("{\"title\":\"a\"}"u8.ToArray()) { Headers = { ContentType = MediaTypeHeaderValue.Parse("application/json; charset=iso-8859-1") } };
        using var utf8 = new ByteArrayContent("{\"title\":\"a\"}"u8.ToArray()) { Headers = { ContentType = MediaTypeHeaderValue.Parse("application/json; charset=UTF-8") } };

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await user.Client.PostAsync("/api/tasks", latin)).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await user.Client.PostAsync("/api/tasks", utf8)).StatusCode);
        (await user.SendAsync("POST", "/api/tasks", """{"title":"a"}""", "application/merge-patch+json")).Problem(415, "unsupported-media-type");
    }

    [Fact]
    [Trait("rule", "A3")]
    public async Task A_second_user_finds_none_of_the_firsts_tasks_by_any_route()
    {
        var owner = await fixture.UserAsync();
        var thief = await fixture.UserAsync();
        var id = (await owner.AddAsync("""{"title":"secret plan","tags":["hidden"],"project":"bunker"}""")).Id();
        var before = (await owner.SendAsync("GET", $"/api/tasks/{id}")).Text;

        foreach (var (method, path, body) in new[] { ("GET", "", null), ("PUT", "", "{\"title\":\"x\"}"), ("PATCH", "", "{\"title\":\"x\"}"), ("DELETE", "", null), ("PATCH", "/complete", null), ("POST", "/restore", (string?)null) })
        {
            foreach (var prefix in new[] { "/api", $"/api/{thief.Subject}" })
            {
                (await thief.SendAsync(method, $"{prefix}/tasks/{id}{path}", body)).Problem(404, "not-found");
            }

            (await thief.SendAsync(method, $"/api/{owner.Subject}/tasks/{id}{path}", body)).Problem(403, "forbidden");
        }

        foreach (var query in new[] { "", "?q=secret", "?tag=hidden", "?project=bunker", "?sort=title", "?sort=due&status=pending" })
        {
            var list = (await thief.SendAsync("GET", $"/api/tasks{query}")).Object;
            Assert.Equal((0, 0), (list["total"]!.GetValue<int>(), list["tasks"]!.AsArray().Count));
        }

        Assert.Equal("""{"tags":[]}""", (await thief.SendAsync("GET", "/api/tags")).Text);
        Assert.Equal(0, (await thief.SendAsync("GET", "/api/stats")).Object["total"]!.GetValue<int>());
        Assert.DoesNotContain("secret", (await thief.SendAsync("GET", "/api/export")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", (await thief.SendAsync("GET", "/api/export?format=csv")).Text, StringComparison.Ordinal);
        await owner.SendAsync("DELETE", $"/api/tasks/{id}");
        Assert.Equal(0, (await thief.SendAsync("GET", "/api/tasks/trash")).Object["total"]!.GetValue<int>());
        (await thief.SendAsync("POST", $"/api/tasks/{id}/restore")).Problem(404, "not-found");
        await owner.SendAsync("POST", $"/api/tasks/{id}/restore");
        Assert.Equal(before.Split("\"updated_at\"")[0], (await owner.SendAsync("GET", $"/api/tasks/{id}")).Text.Split("\"updated_at\"")[0]);
    }
}
