using System.Collections.Concurrent;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Todo.Mcp.Tests.Fixtures;

namespace Todo.Mcp.Tests.Bridge;

/// <summary>A desktop client, the SDK's own, that starts <c>todo mcp</c> and speaks stdio to it, as Claude Desktop does.</summary>
[Trait("rule", "A10")]
public sealed class BridgeClientTests(FixtureHost host) : IClassFixture<FixtureHost>
{
    [Theory]
    [InlineData(null, "2026-07-28")]
    [InlineData("2025-11-25", "2025-11-25")]
    [InlineData("2025-06-18", "2025-06-18")]
    public async Task A_desktop_client_of_any_revision_finds_and_uses_everything(string? asked, string agreed)
    {
        var errors = new ConcurrentQueue<string>();
        using var transport = new BridgeTransport(host.Endpoint, "a-token", errors.Enqueue);
        await using var client = await McpClient.CreateAsync(transport.Client, new McpClientOptions { ProtocolVersion = asked });
        Assert.Equal(agreed, client.NegotiatedProtocolVersion);
        Assert.Equal("fixture", client.ServerInfo?.Name);
        Assert.Contains(await client.ListToolsAsync(), tool => tool.Name == "test_simple_text");

        // The SDK handles messages at once, in no order: that they come in theirs is shown at the bridge itself.
        Assert.Equal("done", Text(await client.CallToolAsync("test_tool_with_progress", progress: new Progress<ProgressNotificationValue>())));
        Assert.True((await client.CallToolAsync("test_error_handling")).IsError);
        var prompt = await client.GetPromptAsync("test_prompt_with_arguments", new Dictionary<string, object?>(StringComparer.Ordinal) { ["arg1"] = "Grüße", ["arg2"] = "👋" });
        Assert.Equal("Prompt with arguments: arg1='Grüße', arg2='👋'", Assert.IsType<TextContentBlock>(prompt.Messages[0].Content).Text);
        var resource = await client.ReadResourceAsync("test://template/7/data");
        Assert.Contains("Data for ID: 7", Assert.IsType<TextResourceContents>(resource.Contents[0]).Text, StringComparison.Ordinal);
        var missing = await Assert.ThrowsAsync<McpProtocolException>(async () => await client.ReadResourceAsync("test://nothing"));
        Assert.Contains("There is no such resource.", missing.Message, StringComparison.Ordinal);
        Assert.Empty(errors);
    }

    [Fact]
    public async Task Fifty_calls_at_once_are_each_answered()
    {
        using var transport = new BridgeTransport(host.Endpoint, "a-token");
        await using var client = await McpClient.CreateAsync(transport.Client);
        var calls = Enumerable.Range(0, 50).Select(_ => client.CallToolAsync("test_simple_text").AsTask());
        Assert.All(await Task.WhenAll(calls), result => Assert.StartsWith("This is a simple text", Text(result), StringComparison.Ordinal));
    }

    private static string Text(CallToolResult result) => Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text;
}
