using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Todo.Web.Tests.Hosting;

/// <summary>What stands in for the backend where a test must see what arrives there: a real server that records and does as it is told.</summary>
public sealed class ScriptedBackend : IAsyncDisposable
{
    private readonly WebApplication host;
    private readonly List<string> ring = [];

    private ScriptedBackend(WebApplication app) => host = app;

    public Uri Address { get; private set; } = null!;

    /// <summary>Every request but those for readiness and ring.</summary>
    public ConcurrentQueue<SeenRequest> Seen { get; } = new();

    public IReadOnlyList<string> Ring => ring;

    /// <summary>What answers; 200 with "ok" unless a test says otherwise.</summary>
    public RequestDelegate Answer { get; set; } = context => context.Response.WriteAsync("ok");

    public static async Task<ScriptedBackend> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        var backend = new ScriptedBackend(app);
        app.Run(backend.HandleAsync);
        await app.StartAsync();
        backend.Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return backend;
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    private Task HandleAsync(HttpContext context)
    {
        switch (context.Request.Path.Value)
        {
            case "/readyz":
                return context.Response.WriteAsync("ok");
            case "/internal/key-ring":
                return RingAsync(context);
        }

        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        Seen.Enqueue(new SeenRequest(context.Request.Method, target, context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        return Answer(context);
    }

    private async Task RingAsync(HttpContext context)
    {
        if (HttpMethods.IsPost(context.Request.Method))
        {
            var body = await JsonNode.ParseAsync(context.Request.Body);
            lock (ring)
            {
                ring.Add((string)body!["element"]!);
            }

            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        await context.Response.WriteAsJsonAsync(new { elements = ring });
    }
}

public sealed record SeenRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers);
