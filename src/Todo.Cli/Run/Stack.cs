using Todo.Cli.Postgres;
using Todo.Cli.Processes;
using Todo.Cli.Services;

namespace Todo.Cli.Run;

/// <summary>
/// What a run consists of: PostgreSQL, a model that plays <paramref name="script"/> where there is one, the backend and the
/// frontend, started in this order and stopped in the other.
/// </summary>
internal sealed class Stack(DataFolder folder, int port, FileInfo? script, RunLog log) : IAsyncDisposable
{
    private const string Loopback = "127.0.0.1";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);
    private readonly List<Child> children = [];
    private EmbeddedPostgres? postgres;

    /// <summary>Answers when the web app takes requests. Settings are checked before anything is started.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        var ports = Ports.Free(3);
        var backend = BackendSettings(publicPort: ports[0], internalPort: ports[1], modelPort: ports[2]);
        var frontend = FrontendSettings(publicPort: ports[0], internalPort: ports[1]);
        await Task.WhenAll(
            Service.Backend.CheckAsync(EmbeddedDatabase.Placeholder(backend), cancellation),
            Service.Frontend.CheckAsync(frontend.Values, cancellation),
            script is null ? Task.CompletedTask : Service.ScriptedModel.CheckAsync(["--script", script.FullName], [], cancellation));

        if (!EmbeddedDatabase.IsReplaced)
        {
            postgres = await EmbeddedDatabase.StartAsync(folder, Say, log.Postgres, cancellation);
            EmbeddedDatabase.Use(folder, postgres, backend);
        }

        if (script is not null)
        {
            var model = Service.ScriptedModel.Start(["--script", script.FullName, "--port", $"{ports[2]}"], []);
            await StartAsync(model with { Output = Say, Error = line => log.Write("warning", model.Name, line) }, ports[2], cancellation);
        }

        await StartAsync(Service.Backend, backend, ports[0], cancellation);
        await StartAsync(Service.Frontend, frontend, port, cancellation);
    }

    /// <summary>The name of the first part that ends.</summary>
    public async Task<string> AnyEndedAsync(CancellationToken cancellation)
    {
        var all = postgres is null ? children : [.. children, postgres.Server];
        var ended = await Task.WhenAny(all.Select(child => child.Exited)).WaitAsync(cancellation);
        return all.First(child => child.Exited == ended).Name;
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(children.Select(child => child.StopAsync(Patience)));
        foreach (var child in children)
        {
            await child.DisposeAsync();
        }

        await (postgres?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private void Say(string message) => log.Write("information", "todo", message);

    private Settings BackendSettings(int publicPort, int internalPort, int modelPort)
    {
        var settings = BackendSettings(publicPort, internalPort);
        return script is null ? settings : settings
            .Set("BACKEND_AI_ENDPOINT", $"http://{Loopback}:{modelPort}/v1")
            .Set("BACKEND_AI_MODEL", "scripted")
            .Set("BACKEND_AI_API_KEY", "scripted")
            .Set("BACKEND_AI_API_KEY_FILE", "");
    }

    private Settings BackendSettings(int publicPort, int internalPort) => new Settings()
        .Default("BACKEND_LOG_FORMAT", log.Format)
        .Set("BACKEND_ADDRESS", Loopback)
        .Set("BACKEND_PORT", $"{publicPort}")
        .Set("BACKEND_INTERNAL_PORT", $"{internalPort}")
        .Set("BACKEND_METRICS_PORT", "0")
        .DefaultFile("BACKEND_GATEWAY_KEY", () => Secret("gateway-key"))
        .DefaultFile("BACKEND_KEY_ENCRYPTION_KEY", () => Secret("key-encryption-key"));

    private Settings FrontendSettings(int publicPort, int internalPort) => new Settings()
        .Default("FRONTEND_LOG_FORMAT", log.Format)
        .Set("FRONTEND_ADDRESS", Loopback)
        .Set("FRONTEND_PORT", $"{port}")
        .Set("FRONTEND_METRICS_PORT", "0")
        .Set("FRONTEND_BACKEND_URL", $"http://{Loopback}:{publicPort}")
        .Set("FRONTEND_BACKEND_INTERNAL_URL", $"http://{Loopback}:{internalPort}")
        .DefaultFile("FRONTEND_GATEWAY_KEY", () => Secret("gateway-key"))
        .DefaultFile("FRONTEND_DATA_PROTECTION_KEY", () => Secret("data-protection-key"));

    private string Secret(string name)
    {
        folder.Secret(name, DataFolder.NewSecret);
        return folder.SecretFile(name);
    }

    private Task StartAsync(Service service, Settings settings, int at, CancellationToken cancellation) =>
        StartAsync(service.Start([], settings.Values) with { Output = log.Line, Error = log.Line }, at, cancellation);

    private async Task StartAsync(ChildStart start, int at, CancellationToken cancellation)
    {
        var child = await Child.StartAsync(start);
        children.Add(child);
        await Readiness.WaitAsync(new Uri($"http://{Loopback}:{at}"), child, cancellation);
    }
}
