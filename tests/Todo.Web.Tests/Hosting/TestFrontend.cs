using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Todo.Frontend;
using Todo.Hosting;
using Todo.Hosting.Health;
using Todo.Testing;

namespace Todo.Web.Tests.Hosting;

/// <summary>The frontend in this process on a real Kestrel at a free port, before some backend.</summary>
public sealed class TestFrontend : IAsyncDisposable
{
    public const string DataProtectionKey = "a data-protection key for the tests, long enough";

    private readonly WebApplication host;

    private TestFrontend(WebApplication app)
    {
        host = app;
        var bound = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address)).ToList();
        Port = bound[0].Port;
        Address = new Uri($"http://localhost:{Port}");
        MetricsAddress = bound[1];
    }

    /// <summary>By name: a browser takes secure cookies over plain HTTP from localhost only.</summary>
    public Uri Address { get; }

    public Uri MetricsAddress { get; }

    public int Port { get; }

    public IServiceProvider Services => host.Services;

    /// <summary>Starts it and waits until it is ready; settings are the service's variables.</summary>
    public static async Task<TestFrontend> StartAsync(
        Uri backend, Uri backendInternal, IReadOnlyDictionary<string, string?>? settings = null, bool waitUntilReady = true, Action<WebApplicationBuilder>? configure = null)
    {
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["FRONTEND_ADDRESS"] = "127.0.0.1",
            ["FRONTEND_PORT"] = "0",
            ["FRONTEND_METRICS_PORT"] = "0",
            ["FRONTEND_LOG_LEVEL"] = "warning",
            ["FRONTEND_BACKEND_URL"] = backend.ToString(),
            ["FRONTEND_BACKEND_INTERNAL_URL"] = backendInternal.ToString(),
            ["FRONTEND_GATEWAY_KEY"] = TestBackend.GatewayKey,
            ["FRONTEND_DATA_PROTECTION_KEY"] = DataProtectionKey,
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string?>(StringComparer.Ordinal))
        {
            variables[name] = value;
        }

        var builder = ServiceHost.CreateBuilder(variables);
        configure?.Invoke(builder);
        var app = FrontendApp.Build(builder);
        await app.StartAsync();
        if (waitUntilReady)
        {
            await app.Services.GetRequiredService<ServiceHealth>().Started;
        }

        return new TestFrontend(app);
    }

    /// <summary>A client that keeps cookies as a browser would and follows no redirect.</summary>
    public SiteClient Client() => new(Address);

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        await host.DisposeAsync();
    }
}
