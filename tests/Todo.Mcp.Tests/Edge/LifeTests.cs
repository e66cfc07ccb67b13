using System.Net;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Todo.Mcp.Tests.Fixtures;

namespace Todo.Mcp.Tests.Edge;

/// <summary>A server lives for its request: what a client's going away ends, what fails, and many at once.</summary>
[Trait("rule", "A10")]
public sealed class LifeTests(FixtureHost host) : IClassFixture<FixtureHost>
{
    [Fact]
    public async Task A_client_that_goes_away_ends_its_call()
    {
        (ProtocolTools.Waiting, ProtocolTools.Ended) = (new(), new());
        using var gone = new CancellationTokenSource();
        var call = EdgeRequest.Old("tools/call", """{"name":"wait","arguments":{}}""").SendAsync(host.Client, gone.Token);
        await ProtocolTools.Waiting.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await ProtocolTools.Ended.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    [Trait("rule", "A12")]
    public async Task A_call_that_runs_when_the_server_is_stopped_may_end()
    {
        (ProtocolTools.Waiting, ProtocolTools.Ended) = (new(), new());
        var stopping = new FixtureHost();
        await stopping.InitializeAsync();
        var call = EdgeRequest.Old("tools/call", """{"name":"wait_for_test","arguments":{}}""").SendAsync(stopping.Client);
        await ProtocolTools.Waiting.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var stop = stopping.StopAsync();
        ProtocolTools.Ended.SetResult();

        Assert.Equal("ended", (await call).Result.GetProperty("content")[0].GetProperty("text").GetString());
        await stop;
        await stopping.DisposeAsync();
    }

    [Fact]
    [Trait("rule", "A6")]
    public async Task What_goes_wrong_within_is_not_told()
    {
        var answer = await EdgeRequest.Old("tools/call", """{"name":"fail_unforeseen","arguments":{}}""").SendAsync(host.Client);

        var resource = await EdgeRequest.Old("resources/read", """{"uri":"test://fails"}""").SendAsync(host.Client);

        Assert.True(answer.Result.GetProperty("isError").GetBoolean());
        resource.AssertError(HttpStatusCode.OK, -32603);
        Assert.DoesNotContain("secret", answer.Text + resource.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_comes_before_the_result_in_the_same_stream()
    {
        var answer = await EdgeRequest.Old("tools/call", """{"name":"test_tool_with_progress","arguments":{},"_meta":{"progressToken":"p"}}""").SendAsync(host.Client);

        Assert.Equal(["0", "50", "100"], answer.Messages.SkipLast(1).Select(message => message.GetProperty("params").GetProperty("progress").GetRawText()));
        Assert.Equal("done", answer.Result.GetProperty("content")[0].GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("2024-11-05")]
    [InlineData("2025-03-26")]
    [InlineData("2025-06-18")]
    [InlineData("2025-11-25")]
    [InlineData("2026-07-28")]
    public async Task The_sdks_own_client_works_with_every_revision(string version)
    {
        await using var transport = new HttpClientTransport(new HttpClientTransportOptions { Endpoint = host.Endpoint, TransportMode = HttpTransportMode.StreamableHttp }, host.Client, ownsHttpClient: false);
        await using var client = await McpClient.CreateAsync(transport, new McpClientOptions { ProtocolVersion = version });
        var tools = await client.ListToolsAsync();
        var result = await client.CallToolAsync("test_simple_text");

        Assert.Equal(version, client.NegotiatedProtocolVersion);
        Assert.Contains(tools, tool => tool.Name == "test_simple_text");
        Assert.Equal("This is a simple text response for testing.", Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text);
    }

    [Fact]
    public async Task Many_clients_at_once_each_get_their_own_answers()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(async number =>
        {
            var answer = await EdgeRequest.Old("prompts/get", $$$"""{"name":"test_prompt_with_arguments","arguments":{"arg1":"{{{number}}}","arg2":"b"}}""").SendAsync(host.Client);
            return answer.Result.GetProperty("messages")[0].GetProperty("content").GetProperty("text").GetString() == $"Prompt with arguments: arg1='{number}', arg2='b'";
        }));

        Assert.All(answers, Assert.True);
    }
}
