using Todo.Web.Tests.Hosting;

namespace Todo.Web.Tests.Gateway;

/// <summary>The MCP server as a process of its own.</summary>
[Trait("rule", "A10")]
public sealed class McpAddressTests
{
    [Fact]
    public async Task Mcp_goes_to_its_own_server_and_the_api_to_the_backend()
    {
        await using var backend = await ScriptedBackend.StartAsync();
        await using var mcp = await ScriptedBackend.StartAsync();
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["FRONTEND_MCP_URL"] = mcp.Address.ToString() };
        await using var frontend = await TestFrontend.StartAsync(backend.Address, backend.Address, settings);
        using var client = new HttpClient { BaseAddress = frontend.Address };

        using var call = await client.PostAsync("/mcp", new StringContent("{}"));
        using var tasks = await client.GetAsync("/api/tasks");

        Assert.Equal("/mcp", Assert.Single(mcp.Seen).Target);
        Assert.Equal("/api/tasks", Assert.Single(backend.Seen).Target);
    }
}
