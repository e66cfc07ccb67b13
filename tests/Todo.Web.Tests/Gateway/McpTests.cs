using System.Net;
using System.Text;
using Todo.Testing;
using Todo.Web.Tests.Hosting;

namespace Todo.Web.Tests.Gateway;

/// <summary>MCP clients on the web app's own address, with the real backend behind it.</summary>
[Trait("rule", "A10")]
public sealed class McpTests
{
    [Fact]
    public async Task A_client_works_on_the_address_of_the_web_app()
    {
        await using var backend = await TestBackend.StartAsync();
        await using var frontend = await TestFrontend.StartAsync(backend.Address, backend.InternalAddress);
        var user = await TestUser.CreateAsync(backend);
        using var client = new HttpClient { BaseAddress = frontend.Address };
        client.DefaultRequestHeaders.Accept.ParseAdd("application/json, text/event-stream");

        var (refused, challenge, _) = await SendAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""");
        client.DefaultRequestHeaders.Authorization = new("Bearer", user.Token);
        var (added, _, text) = await SendAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"add_task","arguments":{"title":"By MCP"}}}""");
        client.DefaultRequestHeaders.Add("Origin", "https://evil.example");
        var (foreign, _, _) = await SendAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""");

        Assert.Equal((HttpStatusCode.Unauthorized, "Bearer"), (refused, challenge));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (added, foreign));
        Assert.Contains("\"status\":\"created\"", text, StringComparison.Ordinal);
        Assert.Contains("By MCP", await user.Client.GetStringAsync("api/tasks"), StringComparison.Ordinal);

        async Task<(HttpStatusCode Status, string? Challenge, string Text)> SendAsync(string message)
        {
            using var content = new StringContent(message, Encoding.UTF8, "application/json");
            using var response = await client.PostAsync("/mcp", content);
            return (response.StatusCode, response.Headers.WwwAuthenticate.SingleOrDefault()?.ToString(), await response.Content.ReadAsStringAsync());
        }
    }
}
