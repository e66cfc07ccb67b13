using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Todo.Cli.Tests.Mcp;

/// <summary>A request as it came to the endpoint.</summary>
internal sealed record Post(string Body, IHeaderDictionary Headers)
{
    public JsonElement Message { get; } = JsonElement.Parse(Body);

    public string? Method => Message.TryGetProperty("method", out var method) ? method.GetString() : null;
}

/// <summary>A streamable HTTP endpoint on a real Kestrel that answers as the test says.</summary>
internal sealed class McpEndpoint : IAsyncDisposable
{
    private readonly WebApplication host;

    private McpEndpoint(WebApplication app) => host = app;

    public ConcurrentQueue<Post> Posts { get; } = [];

    public Uri Address => new(host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/mcp");

    public static async Task<McpEndpoint> StartAsync(Func<HttpContext, Post, Task> answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        var endpoint = new McpEndpoint(app);
        app.MapPost("/mcp", async http =>
        {
            using var reader = new StreamReader(http.Request.Body);
            // Copied: Kestrel uses its dictionary again.
            var headers = new HeaderDictionary(http.Request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase));
            var post = new Post(await reader.ReadToEndAsync(http.RequestAborted), headers);
            endpoint.Posts.Enqueue(post);
            await answer(http, post);
        });
        await app.StartAsync();
        return endpoint;
    }

    /// <summary>Answers every request with its own method as the result, and everything else with 202.</summary>
    public static Task<McpEndpoint> StartAsync() => StartAsync(EchoAsync);

    public static Task EchoAsync(HttpContext http, Post post) => post.Method == "initialize"
        ? JsonAsync(http, $$$"""{"jsonrpc":"2.0","id":{{{Id(post)}}},"result":{"protocolVersion":"2025-11-25"}}""")
        : AcceptOrAsync(http, post, () => JsonAsync(http, $$$"""{"jsonrpc":"2.0","id":{{{Id(post)}}},"result":{"method":"{{{post.Method}}}"}}"""));

    public static Task AcceptOrAsync(HttpContext http, Post post, Func<Task> answer)
    {
        if (post.Message.TryGetProperty("id", out _) && post.Method is not null)
        {
            return answer();
        }

        http.Response.StatusCode = StatusCodes.Status202Accepted;
        return Task.CompletedTask;
    }

    public static Task JsonAsync(HttpContext http, string body, int status = StatusCodes.Status200OK, string type = "application/json")
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        return http.Response.WriteAsync(body);
    }

    public static async Task EventsAsync(HttpContext http, params string[] messages)
    {
        http.Response.ContentType = "text/event-stream";
        foreach (var message in messages)
        {
            await http.Response.WriteAsync($"event: message\ndata: {message.Replace("\n", "\ndata: ", StringComparison.Ordinal)}\n\n");
            await http.Response.Body.FlushAsync();
        }
    }

    public static string Id(Post post) => post.Message.GetProperty("id").GetRawText();

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        await host.DisposeAsync();
    }
}
