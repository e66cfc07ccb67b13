using System.Net;
using Todo.Mcp.Tests.Edge;
using Todo.Testing;

namespace Todo.Mcp.Tests.Product;

/// <summary>Who gets in, by which token, and what it may.</summary>
[Trait("rule", "A10")]
public sealed class AccessTests(ProductFixture product) : IClassFixture<ProductFixture>
{
    [Theory]
    [InlineData(null, "Bearer")]
    [InlineData("not-a-token", "Bearer error=\"invalid_token\"")]
    [InlineData("todo_pat_00000000000000000000000000000000000000", "Bearer error=\"invalid_token\"")]
    [Trait("rule", "A14")]
    public async Task Without_a_good_token_it_is_401_with_a_challenge(string? token, string challenge)
    {
        using var client = product.Backend.Client(token);
        var answer = await EdgeRequest.Old("tools/list").SendAsync(client);

        Assert.Equal((HttpStatusCode.Unauthorized, "application/problem+json"), (answer.Status, answer.Type));
        Assert.Contains($"WWW-Authenticate: {challenge}", answer.Headers, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("rule", "A14")]
    public async Task A_token_that_may_only_read_sees_and_calls_only_what_reads()
    {
        var user = await product.UserAsync();
        var id = await user.AddAsync("Stays");
        using var reader = await user.PersonalAsync("read");
        var tools = (await EdgeRequest.Old("tools/list").SendAsync(reader)).Result.GetProperty("tools").EnumerateArray().ToList();
        var refused = (await user.CallAsync("delete_task", $$"""{"task_id":{{id}}}""", reader)).Result;

        Assert.All(tools, tool => Assert.True(tool.GetProperty("annotations").GetProperty("readOnlyHint").GetBoolean()));
        Assert.Contains(tools, tool => tool.GetProperty("name").GetString() == "list_tasks");
        Assert.Equal(1, (await user.CallAsync("list_tasks", client: reader)).Result.GetProperty("structuredContent").GetProperty("total").GetInt32());
        Assert.True(refused.GetProperty("isError").GetBoolean());
        Assert.Contains("scope write", refused.GetProperty("content")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, await user.CountAsync());
    }

    [Fact]
    [Trait("rule", "A14")]
    public async Task A_personal_token_with_both_scopes_may_change_tasks()
    {
        var user = await product.UserAsync();
        using var writer = await user.PersonalAsync("read", "write");

        Assert.False((await user.CallAsync("add_task", """{"title":"By a token"}""", writer)).Result.GetProperty("isError").GetBoolean());
        Assert.Equal(1, await user.CountAsync());
    }

    [Theory]
    [InlineData("Origin", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "https://todo.example", HttpStatusCode.OK)]
    [InlineData("Origin", "http://localhost:6274", HttpStatusCode.OK)]
    [InlineData("Host", "evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Host", "todo.example", HttpStatusCode.OK)]
    [Trait("rule", "A14")]
    public async Task Pages_and_names_of_others_are_403(string header, string value, HttpStatusCode expected) =>
        Assert.Equal(expected, (await EdgeRequest.Old("ping").With(header, value).SendAsync((await product.UserAsync()).Client)).Status);

    [Fact]
    [Trait("rule", "A14")]
    public async Task The_web_app_has_looked_at_the_name_itself()
    {
        var user = await product.UserAsync();
        var request = EdgeRequest.Old("ping").With("Host", "todo-backend:8080");

        Assert.Equal(HttpStatusCode.Forbidden, (await request.SendAsync(user.Client)).Status);
        Assert.Equal(HttpStatusCode.OK, (await request.With("X-Todo-Gateway", TestBackend.GatewayKey).SendAsync(user.Client)).Status);
    }

    [Fact]
    [Trait("rule", "A6")]
    public async Task A_body_above_1_MB_is_413()
    {
        var user = await product.UserAsync();
        var answer = await EdgeRequest.Old("tools/call", $$$"""{"name":"add_task","arguments":{"title":"{{{new string('x', 1024 * 1024)}}}"} }""").SendAsync(user.Client);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
    }

    [Fact]
    [Trait("rule", "A6")]
    public async Task A_user_who_asks_too_often_is_429()
    {
        await using var backend = await TestBackend.StartAsync(settings: new Dictionary<string, string?>(StringComparer.Ordinal) { ["BACKEND_LIMIT_REQUESTS_PER_SECOND"] = "1" });
        var user = await TestUser.CreateAsync(backend);
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => EdgeRequest.Old("ping").SendAsync(user.Client)));

        Assert.Contains(answers, answer => answer.Status == HttpStatusCode.TooManyRequests && answer.Headers.Contains("Retry-After", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_can_be_left_to_another_process()
    {
        await using var backend = await TestBackend.StartAsync(settings: new Dictionary<string, string?>(StringComparer.Ordinal) { ["BACKEND_MCP"] = "false" });
        var user = await TestUser.CreateAsync(backend);

        Assert.Equal(HttpStatusCode.NotFound, (await EdgeRequest.Old("ping").SendAsync(user.Client)).Status);
    }

    [Fact]
    public async Task It_says_who_it_is_in_the_handshake_and_without_one()
    {
        var user = await product.UserAsync();
        var hello = (await EdgeRequest.Old("initialize", """{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"} }""").SendAsync(user.Client)).Result;
        var discovered = (await EdgeRequest.New("server/discover").SendAsync(user.Client)).Result;
        var server = hello.GetProperty("serverInfo");

        Assert.Equal(("todo", "Todo"), (server.GetProperty("name").GetString(), server.GetProperty("title").GetString()));
        Assert.StartsWith("data:image/svg+xml;base64,", server.GetProperty("icons")[0].GetProperty("src").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(hello.GetProperty("instructions").GetString()!);
        Assert.Equal(hello.GetProperty("instructions").GetString(), discovered.GetProperty("instructions").GetString());
        Assert.Equal(["completions", "prompts", "resources", "tools"], discovered.GetProperty("capabilities").EnumerateObject().Select(capability => capability.Name).Order(StringComparer.Ordinal));
        Assert.Equal("todo", discovered.GetProperty("_meta").GetProperty("io.modelcontextprotocol/serverInfo").GetProperty("name").GetString());
    }

    [Fact]
    public async Task There_is_nothing_to_subscribe_to() =>
        (await EdgeRequest.New("subscriptions/listen", "\"notifications\":{\"toolsListChanged\":true}").SendAsync((await product.UserAsync()).Client)).AssertError(HttpStatusCode.NotFound, -32601);
}
