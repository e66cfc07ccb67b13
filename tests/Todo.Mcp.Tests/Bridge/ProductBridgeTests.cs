using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Todo.Mcp.Tests.Conformance;
using Todo.Mcp.Tests.Product;

namespace Todo.Mcp.Tests.Bridge;

/// <summary>Desktop clients that start <c>todo mcp</c>, at the product's own endpoint.</summary>
[Trait("rule", "A10")]
public sealed class ProductBridgeTests(ProductFixture product) : IClassFixture<ProductFixture>
{
    private Uri Endpoint => new(product.Backend.Address, "mcp");

    [Theory]
    [InlineData("2024-11-05")]
    [InlineData("2025-03-26")]
    [InlineData("2025-06-18")]
    [InlineData("2025-11-25")]
    [InlineData("2026-07-28")]
    public async Task A_desktop_client_adds_finds_and_reads_tasks(string version)
    {
        var user = await product.UserAsync();
        using var transport = new BridgeTransport(Endpoint, user.User.Token);
        await using var client = await McpClient.CreateAsync(transport.Client, new McpClientOptions { ProtocolVersion = version });
        var added = await client.CallToolAsync("add_task", new Dictionary<string, object?>(StringComparer.Ordinal) { ["title"] = "Käse kaufen 🧀" });
        var id = added.StructuredContent!.Value.GetProperty("task_id").GetInt64();

        Assert.Equal((version, "todo"), (client.NegotiatedProtocolVersion, client.ServerInfo?.Name));
        Assert.Contains(await client.ListToolsAsync(), tool => tool.Name == "find_tasks");
        var task = Assert.IsType<TextResourceContents>((await client.ReadResourceAsync($"todo://task/{id}")).Contents[0]);
        Assert.Equal("Käse kaufen 🧀", JsonElement.Parse(task.Text).GetProperty("title").GetString());
        Assert.Equal(3, (await client.GetPromptAsync("plan_my_day")).Messages.Count);
        Assert.Equal(1, await user.CountAsync());
    }

    [Fact]
    [Trait("rule", "A9")]
    public async Task A_desktop_client_that_can_ask_asks_its_user()
    {
        var user = await product.UserAsync();
        var ids = await user.AddAsync(6);
        var shown = new List<string>();
        using var transport = new BridgeTransport(Endpoint, user.User.Token);
        await using var client = await McpClient.CreateAsync(transport.Client, new McpClientOptions
        {
            ProtocolVersion = "2026-07-28",
            Capabilities = new ClientCapabilities { Elicitation = new ElicitationCapability() },
            Handlers = new McpClientHandlers
            {
                ElicitationHandler = (request, _) =>
                {
                    shown.Add(request!.Message);
                    return ValueTask.FromResult(new ElicitResult { Action = "accept", Content = new Dictionary<string, JsonElement>(StringComparer.Ordinal) { ["approve"] = JsonElement.Parse("true") } });
                },
            },
        });
        var result = await client.CallToolAsync("delete_tasks", new Dictionary<string, object?>(StringComparer.Ordinal) { ["task_ids"] = ids });

        Assert.False(result.IsError);
        Assert.Contains("Delete", Assert.Single(shown), StringComparison.Ordinal);
        Assert.Equal(0, await user.CountAsync());
    }

    [Fact]
    [Trait("rule", "A6")]
    public async Task A_token_that_is_not_taken_is_said_with_what_to_do()
    {
        using var transport = new BridgeTransport(Endpoint, "todo_pat_00000000000000000000000000000000000000");
        var error = await Assert.ThrowsAnyAsync<McpException>(() => McpClient.CreateAsync(transport.Client, new McpClientOptions { ProtocolVersion = "2025-11-25" }));

        Assert.Contains("Todo does not take the token in", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("rule", "A13")]
    public async Task A_message_above_the_limit_is_said_and_the_next_one_goes_on()
    {
        var user = await product.UserAsync();
        using var transport = new BridgeTransport(Endpoint, user.User.Token);
        await using var client = await McpClient.CreateAsync(transport.Client);
        var error = await Assert.ThrowsAnyAsync<McpException>(async () =>
            await client.CallToolAsync("add_task", new Dictionary<string, object?>(StringComparer.Ordinal) { ["title"] = new string('x', 8_000_000) }));

        Assert.Contains("The message is too big for the server (413). Send less at once.", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await client.CallToolAsync("list_tasks")).StructuredContent!.Value.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Another_implementation_of_the_protocol_lists_and_calls()
    {
        var user = await product.UserAsync();
        await user.AddAsync("Water the plants");
        using var transport = new BridgeTransport(Endpoint, user.User.Token);
        var program = transport.Program();
        var (listed, tools) = await NpmTools.RunAsync(NpmTools.Inspector, ["--cli", program, "--method", "tools/list"]);
        var (called, found) = await NpmTools.RunAsync(NpmTools.Inspector, ["--cli", program, "--method", "tools/call", "--tool-name", "find_tasks", "--tool-arg", "words=plants"]);

        Assert.True((listed, called) == (0, 0), tools + found);
        Assert.Contains("\"list_tasks\"", tools, StringComparison.Ordinal);
        Assert.Contains("Water the plants", found, StringComparison.Ordinal);
    }
}
