using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Todo.Mcp.Tests.Conformance;
using Todo.Testing;

namespace Todo.Mcp.Tests.Product;

/// <summary>Real clients on the product's own endpoint: the SDK's, the inspector, the conformance suite.</summary>
[Trait("rule", "A10")]
public sealed class ClientTests(ProductFixture product, ClientTests.OpenBackend open, ITestOutputHelper output) : IClassFixture<ProductFixture>, IClassFixture<ClientTests.OpenBackend>
{
    [Theory]
    [InlineData("2024-11-05")]
    [InlineData("2025-03-26")]
    [InlineData("2025-06-18")]
    [InlineData("2025-11-25")]
    [InlineData("2026-07-28")]
    public async Task The_sdks_client_uses_everything_there_is(string version)
    {
        var user = await product.UserAsync();
        await using var client = await ConnectAsync(user, new McpClientOptions { ProtocolVersion = version });
        var added = await client.CallToolAsync("add_task", new Dictionary<string, object?>(StringComparer.Ordinal) { ["title"] = "Buy milk" });
        var id = added.StructuredContent!.Value.GetProperty("task_id").GetInt64();

        Assert.Equal((version, "todo"), (client.NegotiatedProtocolVersion, client.ServerInfo?.Name));
        Assert.Contains(await client.ListToolsAsync(), tool => tool.Name == "find_tasks");
        Assert.Contains(await client.ListResourcesAsync(), resource => resource.Uri == $"todo://task/{id}");
        Assert.Contains("Buy milk", Assert.IsType<TextResourceContents>((await client.ReadResourceAsync($"todo://task/{id}")).Contents[0]).Text, StringComparison.Ordinal);
        Assert.Equal(2, (await client.ListPromptsAsync()).Count);
        Assert.Equal(3, (await client.GetPromptAsync("plan_my_day")).Messages.Count);
        Assert.Equal([$"{id}"], (await client.CompleteAsync(new ResourceTemplateReference { Uri = "todo://task/{id}" }, "id", "milk")).Completion.Values);
    }

    [Fact]
    public async Task The_sdks_client_asks_its_user_by_itself()
    {
        var user = await product.UserAsync();
        var ids = await user.AddAsync(6);
        var shown = new List<string>();
        await using var client = await ConnectAsync(user, new McpClientOptions
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
    public async Task The_inspector_lists_calls_and_reads()
    {
        var user = await product.UserAsync();
        var id = await user.AddAsync("Water the plants");
        var tools = await InspectAsync(user, "--method", "tools/list");
        var called = await InspectAsync(user, "--method", "tools/call", "--tool-name", "find_tasks", "--tool-arg", "words=plants");
        var read = await InspectAsync(user, "--method", "resources/read", "--uri", $"todo://task/{id}");
        var prompts = await InspectAsync(user, "--method", "prompts/list");

        Assert.Contains("\"list_tasks\"", tools, StringComparison.Ordinal);
        Assert.Contains("Water the plants", called, StringComparison.Ordinal);
        Assert.Contains("Water the plants", read, StringComparison.Ordinal);
        Assert.Contains("weekly_review", prompts, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("completion-complete", "2026-07-28")]
    [InlineData("tools-list", "2026-07-28")]
    [InlineData("resources-list", "2026-07-28")]
    [InlineData("prompts-list", "2026-07-28")]
    [InlineData("sep-2164-resource-not-found", "2026-07-28")]
    [InlineData("dns-rebinding-protection", "2026-07-28")]
    [InlineData("caching", "2026-07-28")]
    [InlineData("server-sse-multiple-streams", "2026-07-28")]
    [InlineData("input-required-result-unsupported-methods", "2026-07-28")]
    [InlineData("http-header-validation", "2026-07-28")]
    [InlineData("server-initialize", "2025-11-25")]
    [InlineData("server-session-lifecycle", "2025-11-25")]
    [InlineData("ping", "2025-11-25")]
    [InlineData("completion-complete", "2025-11-25")]
    [InlineData("tools-list", "2025-11-25")]
    [InlineData("resources-list", "2025-11-25")]
    [InlineData("prompts-list", "2025-11-25")]
    [InlineData("dns-rebinding-protection", "2025-11-25")]
    [InlineData("server-sse-multiple-streams", "2025-11-25")]
    public async Task The_product_passes_every_scenario_of_the_suite_that_needs_no_fixture(string scenario, string version)
    {
        var run = await SuiteRun.OfAsync(open.Endpoint, "--scenario", scenario, "--spec-version", version);

        run.AssertPassed(scenario, output);
    }

    private static async Task<McpClient> ConnectAsync(McpUser user, McpClientOptions options) => await McpClient.CreateAsync(
        new HttpClientTransport(
            new HttpClientTransportOptions
            {
                Endpoint = new Uri(user.Backend.Address, "mcp"),
                TransportMode = HttpTransportMode.StreamableHttp,
                AdditionalHeaders = new Dictionary<string, string>(StringComparer.Ordinal) { ["Authorization"] = $"Bearer {user.User.Token}" },
            }),
        options);

    private static async Task<string> InspectAsync(McpUser user, params string[] arguments)
    {
        var (code, text) = await NpmTools.RunAsync(
            NpmTools.Inspector, ["--cli", new Uri(user.Backend.Address, "mcp").ToString(), "--transport", "http", "--header", $"Authorization: Bearer {user.User.Token}", .. arguments]);
        Assert.True(code == 0, text);
        return text;
    }

    /// <summary>The suite has no token: here one is put in front of it.</summary>
    public sealed class OpenBackend : IAsyncLifetime
    {
        private TestBackend backend = null!;
        private string token = "";

        internal Uri Endpoint => new(backend.Address, "mcp");

        public async ValueTask InitializeAsync()
        {
            backend = await TestBackend.StartAsync(configure: builder => builder.Services.AddSingleton<IStartupFilter>(new Authorize(() => token)));
            token = (await TestUser.CreateAsync(backend)).Token;
        }

        public ValueTask DisposeAsync() => backend.DisposeAsync();
    }

    private sealed class Authorize(Func<string> token) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, rest) =>
            {
                context.Request.Headers.Authorization = $"Bearer {token()}";
                return rest(context);
            });
            next(app);
        };
    }
}
