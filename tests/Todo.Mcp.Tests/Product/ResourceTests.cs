using System.Net;
using System.Text.Json;
using Todo.Mcp.Tests.Edge;

namespace Todo.Mcp.Tests.Product;

/// <summary>Tasks as resources, prompts that bring them along, and what arguments could be.</summary>
[Trait("rule", "A10")]
public sealed class ResourceTests(ProductFixture product) : IClassFixture<ProductFixture>
{
    [Fact]
    public async Task The_list_has_the_two_lists_and_every_task_page_by_page()
    {
        var user = await product.UserAsync();
        await user.AddAsync(105);
        var first = (await EdgeRequest.Old("resources/list").SendAsync(user.Client)).Result;
        var second = (await EdgeRequest.Old("resources/list", $$"""{"cursor":"{{first.GetProperty("nextCursor").GetString()}}"}""").SendAsync(user.Client)).Result;
        List<JsonElement> all = [.. first.GetProperty("resources").EnumerateArray(), .. second.GetProperty("resources").EnumerateArray()];

        Assert.Equal(["todo://tasks", "todo://today"], all.Take(2).Select(resource => resource.GetProperty("uri").GetString()));
        Assert.Equal(107, all.Select(resource => resource.GetProperty("uri").GetString()).Distinct(StringComparer.Ordinal).Count());
        Assert.False(second.TryGetProperty("nextCursor", out _));
    }

    [Fact]
    public async Task A_cursor_of_another_user_or_none_is_an_error()
    {
        var user = await product.UserAsync();
        (await EdgeRequest.Old("resources/list", """{"cursor":"nonsense"}""").SendAsync(user.Client)).AssertError(HttpStatusCode.OK, -32602);
    }

    [Fact]
    public async Task A_task_is_read_by_its_number()
    {
        var user = await product.UserAsync();
        var id = await user.AddAsync("Call mom");
        var contents = (await EdgeRequest.Old("resources/read", $$"""{"uri":"todo://task/{{id}}"}""").SendAsync(user.Client)).Result.GetProperty("contents")[0];
        var task = JsonElement.Parse(contents.GetProperty("text").GetString()!);

        Assert.Equal(($"todo://task/{id}", "application/json"), (contents.GetProperty("uri").GetString(), contents.GetProperty("mimeType").GetString()));
        Assert.Equal((id, "Call mom"), (task.GetProperty("id").GetInt64(), task.GetProperty("title").GetString()));
    }

    [Fact]
    public async Task Letters_of_every_script_stay_letters()
    {
        var user = await product.UserAsync();
        var id = await user.AddAsync("دودھ & \"روٹی\" 🥛");
        var contents = (await EdgeRequest.Old("resources/read", $$"""{"uri":"todo://task/{{id}}"}""").SendAsync(user.Client)).Result.GetProperty("contents")[0];

        Assert.Contains("\"title\":\"دودھ & \\\"روٹی\\\"", contents.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("todo://task/999999999")]
    [InlineData("todo://task/")]
    [InlineData("todo://task/-1")]
    [InlineData("todo://task/1/2")]
    [InlineData("todo://tasks?status=gone")]
    [InlineData("todo://tasks?status=all&status=pending")]
    [InlineData("todo://tasks?user_id=2")]
    [InlineData("todo://tasks?cursor=nonsense")]
    [InlineData("todo://elsewhere")]
    [InlineData("file:///etc/passwd")]
    public async Task What_is_not_there_is_an_error_that_names_it(string uri)
    {
        var user = await product.UserAsync();
        var old = await EdgeRequest.Old("resources/read", $$"""{"uri":"{{uri}}"}""").SendAsync(user.Client);
        var current = await EdgeRequest.New("resources/read", $"\"uri\":\"{uri}\"", uri).SendAsync(user.Client);

        old.AssertError(HttpStatusCode.OK, -32002);
        current.AssertError(HttpStatusCode.OK, -32602);
        Assert.Equal(uri, current.Error.GetProperty("data").GetProperty("uri").GetString());
    }

    [Fact]
    [Trait("rule", "A7")]
    public async Task Another_users_tasks_are_in_no_resource()
    {
        var (user, other) = (await product.UserAsync(), await product.UserAsync());
        var id = await other.AddAsync("Secret plans");

        (await EdgeRequest.Old("resources/read", $$"""{"uri":"todo://task/{{id}}"}""").SendAsync(user.Client)).AssertError(HttpStatusCode.OK, -32002);
        foreach (var request in new[]
        {
            EdgeRequest.Old("resources/list"),
            EdgeRequest.Old("resources/read", """{"uri":"todo://tasks"}"""),
            EdgeRequest.Old("resources/read", """{"uri":"todo://today"}"""),
            EdgeRequest.Old("prompts/get", """{"name":"weekly_review"}"""),
            EdgeRequest.Old("completion/complete", """{"ref":{"type":"ref/resource","uri":"todo://task/{id}"},"argument":{"name":"id","value":"Secret"} }"""),
            EdgeRequest.Old("completion/complete", $$$"""{"ref":{"type":"ref/resource","uri":"todo://task/{id}"},"argument":{"name":"id","value":"{{{id}}}"} }"""),
        })
        {
            var answer = await request.SendAsync(user.Client);
            Assert.True(answer.Status == HttpStatusCode.OK && answer.Last.TryGetProperty("result", out _), answer.Text);
            Assert.DoesNotContain("Secret", answer.Text, StringComparison.Ordinal);
            Assert.DoesNotContain($"\"{id}\"", answer.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Pacific/Kiritimati")]
    [InlineData("Pacific/Midway")]
    public async Task Today_is_the_users_own_and_has_what_is_overdue(string zone)
    {
        var user = await product.UserAsync(zone);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(zone)).DateTime);
        foreach (var (title, day) in new[] { ("Yesterday", today.AddDays(-1)), ("Today", today), ("Tomorrow", today.AddDays(1)) })
        {
            await user.CallAsync("add_task", $$"""{"title":"{{title}}","due_date":"{{day:O}}"}""");
        }

        var contents = (await EdgeRequest.Old("resources/read", """{"uri":"todo://today"}""").SendAsync(user.Client)).Result.GetProperty("contents")[0];
        var list = JsonElement.Parse(contents.GetProperty("text").GetString()!);

        Assert.Equal(["Yesterday", "Today"], list.GetProperty("tasks").EnumerateArray().Select(task => task.GetProperty("title").GetString()));
        Assert.Equal(($"{today:O}", zone), (list.GetProperty("today").GetString(), list.GetProperty("time_zone").GetString()));
    }

    [Fact]
    public async Task Templates_name_what_can_be_read()
    {
        var templates = (await EdgeRequest.Old("resources/templates/list").SendAsync((await product.UserAsync()).Client)).Result.GetProperty("resourceTemplates");

        Assert.Equal(["todo://task/{id}", "todo://tasks{?status,cursor}"], templates.EnumerateArray().Select(template => template.GetProperty("uriTemplate").GetString()));
    }

    [Fact]
    public async Task Prompts_bring_the_tasks_along_and_take_arguments()
    {
        var user = await product.UserAsync();
        await user.AddAsync("Write the report");
        var names = (await EdgeRequest.Old("prompts/list").SendAsync(user.Client)).Result.GetProperty("prompts").EnumerateArray().Select(prompt => prompt.GetProperty("name").GetString());
        var plan = (await EdgeRequest.Old("prompts/get", """{"name":"plan_my_day","arguments":{"hours":"4","focus":"work"} }""").SendAsync(user.Client)).Result;

        Assert.Equal(["plan_my_day", "weekly_review"], names);
        Assert.Contains("Write the report", plan.GetProperty("messages")[1].GetProperty("content").GetProperty("resource").GetProperty("text").GetString(), StringComparison.Ordinal);
        var said = plan.GetProperty("messages")[2].GetProperty("content").GetProperty("text").GetString()!;
        Assert.Contains("about 4 hours", said, StringComparison.Ordinal);
        Assert.Contains("\"work\"", said, StringComparison.Ordinal);
        (await EdgeRequest.Old("prompts/get", """{"name":"no_such"}""").SendAsync(user.Client)).AssertError(HttpStatusCode.OK, -32602);
        (await EdgeRequest.Old("prompts/get", $$$"""{"name":"plan_my_day","arguments":{"focus":"{{{new string('x', 300)}}}"} }""").SendAsync(user.Client)).AssertError(HttpStatusCode.OK, -32602);
    }

    [Theory]
    [InlineData("""{"type":"ref/resource","uri":"todo://tasks{?status,cursor}"}""", "status", "p", "pending")]
    [InlineData("""{"type":"ref/prompt","name":"weekly_review"}""", "focus", "er", "errands")]
    [InlineData("""{"type":"ref/prompt","name":"weekly_review"}""", "focus", "gar", "Garden")]
    [InlineData("""{"type":"ref/prompt","name":"plan_my_day"}""", "focus", "rep", "Write the report")]
    [InlineData("""{"type":"ref/prompt","name":"plan_my_day"}""", "elsewhere", "rep", null)]
    public async Task Arguments_are_completed_from_what_the_user_has(string reference, string argument, string typed, string? expected)
    {
        var user = await product.UserAsync();
        await user.CallAsync("add_task", """{"title":"Write the report","tags":["errands"],"project":"Garden"}""");
        var values = await ValuesAsync(user, reference, argument, typed);

        Assert.Equal(expected is null ? [] : [expected], values);
    }

    [Fact]
    public async Task A_tasks_number_is_completed_by_its_beginning_or_words_of_its_title()
    {
        var user = await product.UserAsync();
        var id = $"{await user.AddAsync("Call the dentist")}";
        await user.AddAsync("Buy milk");
        const string reference = """{"type":"ref/resource","uri":"todo://task/{id}"}""";

        Assert.Equal([id], await ValuesAsync(user, reference, "id", "dent"));
        Assert.Contains(id, await ValuesAsync(user, reference, "id", id[..1]));
        Assert.Equal(2, (await ValuesAsync(user, reference, "id", "")).Count);
    }

    private static async Task<IReadOnlyList<string?>> ValuesAsync(McpUser user, string reference, string argument, string typed)
    {
        var answer = await EdgeRequest.Old("completion/complete", $$"""{"ref":{{reference}},"argument":{"name":"{{argument}}","value":"{{typed}}"} }""").SendAsync(user.Client);
        return [.. answer.Result.GetProperty("completion").GetProperty("values").EnumerateArray().Select(value => value.GetString())];
    }
}
