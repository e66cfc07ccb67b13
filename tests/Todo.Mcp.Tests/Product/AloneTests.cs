using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Todo.Mcp.Tests.Edge;
using Todo.Testing;

namespace Todo.Mcp.Tests.Product;

/// <summary>The verb <c>mcp</c>: the same server in a process of its own.</summary>
[Trait("rule", "A10")]
public sealed class AloneTests(ProductFixture product) : IClassFixture<ProductFixture>
{
    [Fact]
    public async Task The_server_alone_serves_the_same_tasks_and_nothing_else()
    {
        var user = await product.UserAsync();
        await user.AddAsync("Shared");
        await using var alone = await McpProcess.StartAsync(product.Backend);
        using var client = new HttpClient { BaseAddress = alone.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", user.User.Token);

        Assert.Contains("Shared", (await user.CallAsync("list_tasks", client: client)).Text, StringComparison.Ordinal);
        Assert.False((await user.CallAsync("add_task", """{"title":"From there"}""", client)).Result.GetProperty("isError").GetBoolean());
        Assert.Equal(2, await user.CountAsync());
        foreach (var path in new[] { "api/tasks", "api/auth/ok", "api/chat", "internal/key-ring" })
        {
            using var answer = await client.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        client.DefaultRequestHeaders.Authorization = null;
        Assert.Equal(HttpStatusCode.Unauthorized, (await EdgeRequest.Old("ping").SendAsync(client)).Status);
    }

    [Fact]
    [Trait("rule", "A12")]
    public async Task A_question_asked_by_one_replica_is_answered_at_another()
    {
        var user = await product.UserAsync();
        var ids = await user.AddAsync(6);
        await using var alone = await McpProcess.StartAsync(product.Backend);
        using var client = new HttpClient { BaseAddress = alone.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", user.User.Token);
        var asked = (await Ask("").SendAsync(client)).Result.GetProperty("requestState").GetString();
        var done = (await Ask($$$""","requestState":"{{{asked}}}","inputResponses":{"approval":{"action":"accept","content":{"approve":true} } }""").SendAsync(user.Client)).Result;

        Assert.False(done.GetProperty("isError").GetBoolean());
        Assert.Equal(0, await user.CountAsync());

        EdgeRequest Ask(string more) => new($$$"""{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{"elicitation":{} } },"name":"delete_tasks","arguments":{"task_ids":[{{{string.Join(',', ids)}}}]}{{{more}}} } }""")
        {
            Headers = [("MCP-Protocol-Version", EdgeRequest.Newest), ("Mcp-Method", "tools/call"), ("Mcp-Name", "delete_tasks")],
        };
    }

    private sealed class McpProcess(Process process, Uri address) : IAsyncDisposable
    {
        public Uri Address => address;

        public static async Task<McpProcess> StartAsync(TestBackend other)
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            var port = ((IPEndPoint)probe.LocalEndpoint).Port;
            probe.Stop();
            var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Todo.Backend.dll"), "mcp"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var (name, value) in TestBackend.Variables(other.Database))
            {
                start.Environment[name] = value;
            }

            start.Environment["BACKEND_PORT"] = $"{port}";
            var process = Process.Start(start)!;
            var said = new StringBuilder();
            process.OutputDataReceived += (_, line) => said.AppendLine(line.Data);
            process.ErrorDataReceived += (_, line) => said.AppendLine(line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            var alone = new McpProcess(process, new Uri($"http://127.0.0.1:{port}"));
            using var client = new HttpClient { BaseAddress = alone.Address };
            for (var attempt = 0; attempt < 600; attempt++)
            {
                Assert.False(process.HasExited, said.ToString());
                try
                {
                    using var ready = await client.GetAsync("readyz");
                    if (ready.IsSuccessStatusCode)
                    {
                        return alone;
                    }
                }
                catch (HttpRequestException)
                {
                    // It does not listen yet.
                }

                await Task.Delay(100);
            }

            await alone.DisposeAsync();
            throw new TimeoutException(said.ToString());
        }

        public async ValueTask DisposeAsync()
        {
            if (!process.HasExited)
            {
                process.Kill();
                await process.WaitForExitAsync();
            }

            process.Dispose();
        }
    }
}
