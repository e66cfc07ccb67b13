using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Todo.ScriptedModel.Playing;
using Todo.ScriptedModel.Wire;

namespace Todo.ScriptedModel;

/// <summary>An OpenAI-compatible API on the loopback interface that plays a script. No key is asked for.</summary>
public sealed class ScriptedModelServer : IAsyncDisposable
{
    private readonly WebApplication host;
    private readonly Player player;
    private readonly RequestLog log = new();
    private readonly Faults faults = new(TimeProvider.System);

    private ScriptedModelServer(Script script, int port, Action<string> warn)
    {
        player = new Player(script);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        builder.Services.AddRoutingCore();
        host = builder.Build();
        var chat = new ChatEndpoint(player, log, warn, faults, TimeProvider.System);
        host.Use(UntilStopAsync);
        host.MapPost("/v1/chat/completions", chat.AnswerAsync);
        host.MapGet("/v1/models", Models);
        host.MapGet("/readyz", () => "ready");
        host.MapFallback(http => ApiError.NotFound(http.Request).WriteAsync(http));
    }

    /// <summary>The base URL, for BACKEND_AI_ENDPOINT.</summary>
    public Uri Endpoint { get; private set; } = null!;

    /// <summary>All calls of the chat so far, the refused and the unmatched too.</summary>
    public IReadOnlyList<RecordedRequest> Requests => log.All;

    /// <summary>What the script had no reply for, in words; each was answered with 501.</summary>
    public IReadOnlyList<string> Unmatched => log.Unmatched;

    /// <summary>Starts it; port 0 takes any free one. <paramref name="warn"/> gets a line for every request without a reply.</summary>
    public static async Task<ScriptedModelServer> StartAsync(Script script, int port = 0, Action<string>? warn = null, CancellationToken cancellation = default)
    {
        var server = new ScriptedModelServer(script, port, warn ?? (_ => { }));
        await server.host.StartAsync(cancellation);
        var address = server.host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        server.Endpoint = new Uri(address + "/v1");
        return server;
    }

    /// <summary>From now on this one, from its start; what was enqueued is dropped.</summary>
    public void SetScript(Script script) => player.Replace(script);

    /// <summary>Played before the script, in this order.</summary>
    public void Enqueue(params Exchange[] exchanges) => player.Enqueue(exchanges);

    /// <summary>Each once, before the script, in this order, whatever is asked.</summary>
    public void Enqueue(params Reply[] replies) => player.Enqueue(Script.Of(replies).Exchanges);

    /// <summary>The request of this number, from 1, once it has come.</summary>
    public Task<RecordedRequest> RequestAsync(int number, CancellationToken cancellation = default) => log.WaitAsync(number, cancellation);

    /// <summary>Replies that hang go on.</summary>
    public void Release() => faults.Release();

    /// <summary>Until the process is told to stop.</summary>
    public Task WaitAsync(CancellationToken cancellation = default) => host.WaitForShutdownAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        await host.DisposeAsync();
    }

    private static JsonObject Models() => new()
    {
        ["object"] = "list",
        ["data"] = new JsonArray(new JsonObject { ["id"] = "scripted", ["object"] = "model", ["created"] = 0, ["owned_by"] = "todo" }),
    };

    // A reply that hangs must not hold up the end.
    private async Task UntilStopAsync(HttpContext http, RequestDelegate next)
    {
        using var stop = host.Lifetime.ApplicationStopping.Register(http.Abort);
        try
        {
            await next(http);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException && http.RequestAborted.IsCancellationRequested)
        {
            // The client has left, or the script has cut the connection.
        }
    }
}
