using System.Text.Json;

namespace Todo.Cli.Tests.Mcp;

[Trait("rule", "A10")]
public sealed class BridgeTests
{
    private const string Initialize = """{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{}}}""";
    private const string Initialized = """{"jsonrpc":"2.0","method":"notifications/initialized"}""";

    [Fact]
    public async Task Messages_go_as_they_came_with_the_token_both_types_and_the_negotiated_revision()
    {
        await using var endpoint = await McpEndpoint.StartAsync();
        await using var bridge = BridgeProcess.To(endpoint);
        const string call = """{ "jsonrpc" : "2.0", "id" : "é-1", "method" : "tools/call", "params" : {"name" : "add_task", "arguments" : {"title" : "Grüße 👋"}} }""";
        // All at once: what follows initialize waits for what it agrees on.
        await bridge.SendAsync(Initialize + "\n" + Initialized + "\n\n" + call);
        Assert.Equal("2025-11-25", (await bridge.ReadAsync()).GetProperty("result").GetProperty("protocolVersion").GetString());
        Assert.Equal("""{"jsonrpc":"2.0","id":"é-1","result":{"method":"tools/call"}}""", await bridge.ReadLineAsync());
        Assert.Empty(await bridge.EndAsync());

        var posts = endpoint.Posts.OrderBy(post => post.Method, StringComparer.Ordinal).ToArray();
        Assert.Equal([Initialize, Initialized, call], posts.Select(post => post.Body));
        Assert.Equal(["", "2025-11-25", "2025-11-25"], posts.Select(post => post.Headers["MCP-Protocol-Version"].ToString()));
        Assert.All(posts, post =>
        {
            Assert.Equal("Bearer " + BridgeProcess.Token, post.Headers.Authorization);
            Assert.Equal("application/json, text/event-stream", post.Headers.Accept);
            Assert.Equal("application/json", post.Headers.ContentType);
            Assert.False(post.Headers.ContainsKey("Mcp-Method"));
        });
        Assert.Empty(await bridge.Errors);
    }

    [Theory]
    [InlineData("tools/call", """{"name":"add_task","_meta":META}""", "add_task")]
    [InlineData("tools/call", """{"name":"größer","_meta":META}""", "=?base64?Z3LDtsOfZXI=?=")]
    [InlineData("tools/call", """{"name":" x","_meta":META}""", "=?base64?IHg=?=")]
    [InlineData("prompts/get", """{"name":"=?base64?eA==?=","_meta":META}""", "=?base64?PT9iYXNlNjQ/ZUE9PT89?=")]
    [InlineData("resources/read", """{"uri":"todo://tasks/1","_meta":META}""", "todo://tasks/1")]
    [InlineData("tools/list", """{"_meta":META}""", "")]
    public async Task From_2026_07_28_on_headers_repeat_the_revision_the_method_and_the_name(string method, string parameters, string name)
    {
        await using var endpoint = await McpEndpoint.StartAsync();
        await using var bridge = BridgeProcess.To(endpoint);
        const string meta = """{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}""";
        await bridge.AskAsync($$$"""{"jsonrpc":"2.0","id":1,"method":"{{{method}}}","params":{{{parameters.Replace("META", meta, StringComparison.Ordinal)}}}}""");
        await bridge.SendAsync("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":9}}""");
        await bridge.EndAsync();
        var posts = endpoint.Posts.ToArray();
        Assert.Equal(("2026-07-28", method, name), (posts[0].Headers["MCP-Protocol-Version"].ToString(), posts[0].Headers["Mcp-Method"].ToString(), posts[0].Headers["Mcp-Name"].ToString()));
        Assert.Equal(("2026-07-28", "notifications/cancelled"), (posts[1].Headers["MCP-Protocol-Version"].ToString(), posts[1].Headers["Mcp-Method"].ToString()));
    }

    [Fact]
    public async Task Every_message_of_a_stream_is_one_line_and_requests_of_the_server_are_answered_back()
    {
        await using var endpoint = await McpEndpoint.StartAsync((http, post) => McpEndpoint.AcceptOrAsync(http, post, () => McpEndpoint.EventsAsync(
            http,
            """{"jsonrpc":"2.0","method":"notifications/progress","params":{"progress":1}}""",
            """{"jsonrpc":"2.0","id":1,"method":"elicitation/create"}""",
            "no JSON",
            $$$"""
            {"jsonrpc":"2.0",
             "id":{{{McpEndpoint.Id(post)}}}, "result":{"text":"a\nb ü"}}
            """)));
        await using var bridge = BridgeProcess.To(endpoint);
        await bridge.SendAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/call"}""");
        Assert.Equal("""{"jsonrpc":"2.0","method":"notifications/progress","params":{"progress":1}}""", await bridge.ReadLineAsync());
        Assert.Equal("""{"jsonrpc":"2.0","id":1,"method":"elicitation/create"}""", await bridge.ReadLineAsync());
        Assert.Equal("a\nb ü", (await bridge.ReadAsync()).GetProperty("result").GetProperty("text").GetString());
        const string answer = """{"jsonrpc":"2.0","id":1,"result":{"action":"accept"}}""";
        await bridge.SendAsync(answer);
        Assert.Empty(await bridge.EndAsync());
        Assert.Equal(answer, endpoint.Posts.Last().Body);
    }

    [Fact]
    public async Task Several_requests_are_in_flight_at_once_and_the_end_of_the_input_waits_for_all_answers()
    {
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var come = 0;
        await using var endpoint = await McpEndpoint.StartAsync(async (http, post) =>
        {
            if (Interlocked.Increment(ref come) == 20)
            {
                all.SetResult();
            }

            await all.Task;
            await McpEndpoint.EchoAsync(http, post);
        });
        await using var bridge = BridgeProcess.To(endpoint);
        for (var id = 1; id <= 20; id++)
        {
            await bridge.SendAsync($$"""{"jsonrpc":"2.0","id":{{id}},"method":"tools/list"}""");
        }

        var ids = (await bridge.EndAsync()).Select(line => JsonElement.Parse(line).GetProperty("id").GetInt32());
        Assert.Equal(Enumerable.Range(1, 20), ids.Order());
    }

    [Fact]
    public async Task A_cancellation_is_passed_on_ends_its_request_and_no_answer_follows()
    {
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var endpoint = await McpEndpoint.StartAsync(async (http, post) =>
        {
            if (post.Method != "tools/call")
            {
                await McpEndpoint.EchoAsync(http, post);
                return;
            }

            await using var registration = http.RequestAborted.Register(left.SetResult);
            await McpEndpoint.EventsAsync(http, """{"jsonrpc":"2.0","method":"notifications/progress"}""");
            await left.Task;
        });
        await using var bridge = BridgeProcess.To(endpoint);
        await bridge.SendAsync("""{"jsonrpc":"2.0","id":"slow","method":"tools/call"}""");
        Assert.Equal("""{"jsonrpc":"2.0","method":"notifications/progress"}""", await bridge.ReadLineAsync());
        await bridge.SendAsync("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"slow"}}""");
        await left.Task.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Empty(await bridge.EndAsync());
        Assert.Contains(endpoint.Posts, post => post.Method == "notifications/cancelled");
    }

    [Fact]
    public async Task Five_megabytes_go_there_and_come_back()
    {
        await using var endpoint = await McpEndpoint.StartAsync((http, post) => McpEndpoint.EventsAsync(
            http, $$$"""{"jsonrpc":"2.0","id":1,"result":{{{post.Message.GetProperty("params").GetRawText()}}}}"""));
        await using var bridge = BridgeProcess.To(endpoint);
        var text = string.Concat(Enumerable.Repeat("täxt 👋 ", 500_000));
        var answer = await bridge.AskAsync($$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"text":"{{{text}}}"}}""");
        Assert.Equal(text, answer.GetProperty("result").GetProperty("text").GetString());
    }

    [Fact]
    public async Task The_token_is_read_again_when_the_file_has_changed()
    {
        await using var endpoint = await McpEndpoint.StartAsync();
        await using var bridge = BridgeProcess.To(endpoint);
        await bridge.AskAsync("""{"jsonrpc":"2.0","id":1,"method":"a"}""");
        await File.WriteAllTextAsync(bridge.TokenFile, "another");
        await bridge.AskAsync("""{"jsonrpc":"2.0","id":2,"method":"a"}""");
        Assert.Equal(["Bearer " + BridgeProcess.Token, "Bearer another"], endpoint.Posts.Select(post => post.Headers.Authorization.ToString()));
        File.Delete(bridge.TokenFile);
        var error = await bridge.AskAsync("""{"jsonrpc":"2.0","id":3,"method":"a"}""");
        Assert.StartsWith($"The token file {bridge.TokenFile} can't be read", error.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(2, endpoint.Posts.Count);
    }

    [Fact]
    public async Task The_script_leaves_standard_input_and_output_to_the_client()
    {
        await using var endpoint = await McpEndpoint.StartAsync();
        await using var bridge = BridgeProcess.ByScript(endpoint);
        await bridge.SendAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""");
        Assert.Equal(["""{"jsonrpc":"2.0","id":1,"result":{"method":"tools/list"}}"""], await bridge.EndAsync());
    }

    [Fact]
    public async Task A_signal_ends_it_while_something_is_asked()
    {
        var come = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var endpoint = await McpEndpoint.StartAsync(async (http, _) =>
        {
            come.SetResult();
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        await using var bridge = BridgeProcess.To(endpoint);
        await bridge.SendAsync("""{"jsonrpc":"2.0","id":1,"method":"a"}""");
        await come.Task;
        Run.TodoProcess.Signal(bridge.Id, "TERM");
        Assert.Null(await bridge.ReadLineAsync());
        Assert.Empty(await bridge.Errors);
    }
}
