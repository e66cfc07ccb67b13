using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Todo.Cli.Tests.Mcp;

[Trait("rule", "A10")]
public sealed class BridgeErrorTests
{
    private const string Ask = """{"jsonrpc":"2.0","id":"x","method":"tools/call","params":{"name":"add_task"}}""";

    [Theory]
    [InlineData(401, "Todo does not take the token in FILE (401): it is wrong, expired or revoked. Put a valid one into the file; it is read again with the next message.")]
    [InlineData(403, "The token in FILE may not do this (403): Read only. Put one into the file that may.")]
    [InlineData(404, "There is no MCP endpoint at URL (404). Check --url, which usually ends in /mcp.")]
    [InlineData(413, "The message is too big for the server (413). Send less at once.")]
    [InlineData(429, "Too many requests (429). Wait 17 s and try again.")]
    [InlineData(307, "URL sends elsewhere, to https://other.example/. The token goes only where --url says: if that address is right, put it there.")]
    [InlineData(503, "Todo at URL is not available (503): Read only. Try again in a moment.")]
    public async Task A_status_becomes_an_error_of_the_request_that_says_what_to_do(int status, string expected)
    {
        await using var endpoint = await McpEndpoint.StartAsync((http, _) =>
        {
            http.Response.Headers.RetryAfter = "17";
            http.Response.Headers.Location = "https://other.example/";
            return McpEndpoint.JsonAsync(http, """{"title":"Forbidden","detail":"Read only."}""", status, "application/problem+json");
        });
        await using var bridge = BridgeProcess.To(endpoint);
        var answer = await bridge.AskAsync(Ask);
        Assert.Equal("x", answer.GetProperty("id").GetString());
        Assert.Equal(-32000, answer.GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal(expected.Replace("FILE", bridge.TokenFile, StringComparison.Ordinal).Replace("URL", endpoint.Address.ToString(), StringComparison.Ordinal), Message(answer));

        await bridge.SendAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
        await bridge.SendAsync("""{"jsonrpc":"2.0","id":1,"result":{}}""");
        Assert.Empty(await bridge.EndAsync());
        Assert.Equal(2, (await bridge.Errors).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task An_error_of_the_server_s_own_gets_the_id_of_the_request()
    {
        await using var endpoint = await McpEndpoint.StartAsync((http, _) => McpEndpoint.JsonAsync(
            http, """{"jsonrpc":"2.0","id":null,"error":{"code":-32022,"message":"Not spoken.","data":{"supported":["2026-07-28"]}}}""", 400));
        await using var bridge = BridgeProcess.To(endpoint);
        await bridge.SendAsync(Ask);
        Assert.Equal("""{"jsonrpc":"2.0","id":"x","error":{"code":-32022,"message":"Not spoken.","data":{"supported":["2026-07-28"]}}}""", await bridge.ReadLineAsync());
    }

    [Fact]
    public async Task What_is_no_endpoint_or_breaks_off_or_is_not_there_is_an_error_too()
    {
        var endpoint = await McpEndpoint.StartAsync(async (http, post) =>
        {
            switch (post.Message.GetProperty("id").GetInt32())
            {
                case 1:
                    await McpEndpoint.JsonAsync(http, "<html>Welcome</html>", type: "text/html");
                    break;
                case 2:
                    await McpEndpoint.EventsAsync(http, """{"jsonrpc":"2.0","method":"notifications/progress"}""");
                    http.Abort();
                    break;
                case 3:
                    await McpEndpoint.EventsAsync(http, """{"jsonrpc":"2.0","method":"notifications/progress"}""");
                    break;
                case 4:
                    http.Response.StatusCode = StatusCodes.Status202Accepted;
                    break;
                default:
                    http.Abort();
                    break;
            }
        });
        await using var bridge = BridgeProcess.To(endpoint);
        foreach (var id in (int[])[1, 2, 3, 4, 5])
        {
            await bridge.SendAsync($$"""{"jsonrpc":"2.0","id":{{id}},"method":"tools/list"}""");
            JsonElement answer;
            do
            {
                answer = await bridge.ReadAsync();
            }
            while (answer.TryGetProperty("method", out _));

            Assert.Equal(id, answer.GetProperty("id").GetInt32());
            Assert.StartsWith(id == 1 ? $"{endpoint.Address} answers with text/html: that is no MCP endpoint." : "The server gave no complete answer", Message(answer), StringComparison.Ordinal);
        }

        var address = endpoint.Address;
        await endpoint.DisposeAsync();
        Assert.Equal($"Todo can't be reached at {address}: Connection refused. Check that it runs there and that --url is right.", Message(await bridge.AskAsync(Ask)));
        Assert.Empty(await bridge.EndAsync());
    }

    [Theory]
    [InlineData("no JSON")]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"method":"ping"}]""")]
    public async Task A_line_that_is_no_message_is_said_and_the_next_one_goes_on(string line)
    {
        await using var endpoint = await McpEndpoint.StartAsync();
        await using var bridge = BridgeProcess.To(endpoint);
        var error = await bridge.AskAsync(line);
        Assert.Equal(JsonValueKind.Null, error.GetProperty("id").ValueKind);
        Assert.Equal(-32700, error.GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal("tools/call", (await bridge.AskAsync(Ask)).GetProperty("result").GetProperty("method").GetString());
        Assert.Single(endpoint.Posts);
    }

    [Theory]
    [Trait("rule", "E5")]
    [InlineData("http://todo.example.org/mcp", "Over http the token would travel to todo.example.org in clear")]
    [InlineData("ftp://todo.example.org", "'ftp://todo.example.org' is no address.")]
    [InlineData("https://me:secret@todo.example.org", "the token goes into --token-file")]
    [InlineData("https://todo.example.org", "can't be read")]
    public async Task What_is_wrong_at_the_start_is_one_line_on_standard_error(string url, string expected)
    {
        using var process = BridgeProcess.Start("mcp", "--url", url, "--token-file", "/no/such/file");
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.Equal((2, ""), (process.ExitCode, await output));
        Assert.Contains(expected, Assert.Single((await errors).Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Http_to_another_machine_is_accepted_when_it_is_asked_for()
    {
        using var temp = new TempFolder();
        await File.WriteAllTextAsync(temp.Below("token"), "token");
        using var process = BridgeProcess.Start("mcp", "--url", "http://todo.invalid/mcp", "--token-file", temp.Below("token"), "--insecure-http");
        await process.StandardInput.WriteLineAsync(Ask);
        process.StandardInput.Close();
        Assert.StartsWith("Todo can't be reached at http://todo.invalid/mcp", Message(JsonElement.Parse((await process.StandardOutput.ReadLineAsync())!)), StringComparison.Ordinal);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    private static string? Message(JsonElement answer) => answer.GetProperty("error").GetProperty("message").GetString();
}
