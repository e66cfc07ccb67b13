using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Todo.Cli.Tests.Probe;

/// <summary>Answers 200 everywhere but at /mcp, which refuses; and remembers by which name it was asked.</summary>
internal sealed class HttpServer : IAsyncDisposable
{
    private readonly WebApplication host;

    private HttpServer(WebApplication app, int port)
    {
        host = app;
        Port = port;
    }

    public int Port { get; }

    public ConcurrentQueue<string> Hosts { get; } = new();

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static async Task<HttpServer> StartAsync(int? port = null)
    {
        var chosen = port ?? FreePort();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{chosen}");
        var server = new HttpServer(builder.Build(), chosen);
        server.host.Run(server.AnswerAsync);
        await server.host.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        Hosts.Enqueue(context.Request.Host.Value ?? "");
        context.Response.StatusCode = context.Request.Path == "/mcp" ? StatusCodes.Status401Unauthorized : StatusCodes.Status200OK;
        return Task.CompletedTask;
    }
}
