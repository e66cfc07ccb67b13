using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Todo.Backend.Mcp.Http;
using Todo.Hosting;

namespace Todo.Mcp.Tests.Fixtures;

/// <summary>Our HTTP edge on a real Kestrel, around a server with what the official conformance suite asks a server for.</summary>
public sealed class FixtureHost : IAsyncLifetime
{
    private WebApplication host = null!;

    /// <summary>The server's endpoint.</summary>
    public Uri Endpoint { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = ServiceHost.CreateBuilder(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["MCP_ADDRESS"] = "127.0.0.1",
            ["MCP_PORT"] = "0",
            ["MCP_METRICS_PORT"] = "0",
            ["MCP_LOG_LEVEL"] = "none",
        });
        builder.AddServiceDefaults("mcp");
        host = builder.Build();
        host.UseServiceDefaults();
        host.MapMcpServer("/mcp", new OriginRules(["https://todo.example"]), _ => Options());
        await host.StartAsync();
        var address = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Endpoint = new Uri(new Uri(address), "mcp");
        Client = new HttpClient { BaseAddress = new Uri(address) };
    }

    /// <summary>As on SIGTERM: nothing new is taken, and what runs may end.</summary>
    public Task StopAsync() => host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await host.DisposeAsync();
    }

    private static McpServerOptions Options() => new()
    {
        ServerInfo = new Implementation { Name = "fixture", Version = "1.0.0" },
        // Nothing changes its lists here, and nobody could be told without a session.
        Capabilities = new ServerCapabilities
        {
            Tools = new ToolsCapability { ListChanged = false },
            Prompts = new PromptsCapability { ListChanged = false },
            Resources = new ResourcesCapability { ListChanged = false, Subscribe = true },
            Completions = new CompletionsCapability(),
            Logging = new LoggingCapability(),
        },
        ToolCollection = [.. ContentTools.All, .. InputTools.All, .. ProtocolTools.All],
        PromptCollection = [.. FixturePrompts.All],
        ResourceCollection = [.. FixtureResources.All],
        Handlers = new McpServerHandlers
        {
            CompleteHandler = (_, _) => ValueTask.FromResult(new CompleteResult { Completion = new Completion { Values = ["paris", "park"], Total = 2 } }),
            ReadResourceHandler = (context, _) => throw new McpProtocolException("There is no such resource.", McpErrorCode.InvalidParams) { Data = { ["uri"] = context.Params.Uri } },
            SubscribeToResourcesHandler = (_, _) => ValueTask.FromResult(new EmptyResult()),
            UnsubscribeFromResourcesHandler = (_, _) => ValueTask.FromResult(new EmptyResult()),
            SetLoggingLevelHandler = (_, _) => ValueTask.FromResult(new EmptyResult()),
        },
    };
}
