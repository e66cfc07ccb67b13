using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Todo.Backend;
using Todo.Hosting;
using Todo.Hosting.Health;

namespace Todo.Testing;

/// <summary>The backend in this process on a real Kestrel at a free port, on a database of its own or a given one.</summary>
public sealed class TestBackend : IAsyncDisposable
{
    private readonly WebApplication host;
    private readonly TestDatabase? own;

    private TestBackend(WebApplication app, TestDatabase database, TestDatabase? owned)
    {
        host = app;
        own = owned;
        Database = database;
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        Address = new Uri(addresses.First());
        InternalAddress = new Uri(addresses.Last());
    }

    /// <summary>The frontend's credential at this backend.</summary>
    public const string GatewayKey = "the tests' own credential of the gateway";

    public TestDatabase Database { get; }

    /// <summary>The public API.</summary>
    public Uri Address { get; }

    /// <summary>The port for the frontend alone.</summary>
    public Uri InternalAddress { get; }

    public IServiceProvider Services => host.Services;

    /// <summary>Starts it; settings are the service's variables, over those a test needs anyway.</summary>
    public static async Task<TestBackend> StartAsync(
        TestDatabase? database = null, IReadOnlyDictionary<string, string?>? settings = null, Action<WebApplicationBuilder>? configure = null)
    {
        var made = database is null ? await TestDatabase.CreateAsync() : null;
        var variables = Variables((database ?? made)!);
        foreach (var (name, value) in settings ?? new Dictionary<string, string?>(StringComparer.Ordinal))
        {
            variables[name] = value;
        }

        var builder = ServiceHost.CreateBuilder(variables);
        configure?.Invoke(builder);
        var app = BackendApp.Build(builder);
        await app.StartAsync();
        await app.Services.GetRequiredService<ServiceHealth>().Started;
        return new TestBackend(app, (database ?? made)!, made);
    }

    /// <summary>The settings that a backend of the tests has on this database, in this process or in one of its own.</summary>
    public static Dictionary<string, string?> Variables(TestDatabase database) => new(StringComparer.Ordinal)
    {
        ["BACKEND_DATABASE_URL"] = database.ConnectionString,
        ["BACKEND_ADDRESS"] = "127.0.0.1",
        ["BACKEND_PORT"] = "0",
        ["BACKEND_METRICS_PORT"] = "0",
        ["BACKEND_INTERNAL_PORT"] = "0",
        ["BACKEND_LOG_LEVEL"] = "warning",
        ["BACKEND_KEY_ENCRYPTION_KEY"] = "the tests' own key, of no use to anybody",
        ["BACKEND_GATEWAY_KEY"] = GatewayKey,
        // Every test comes from one address.
        ["BACKEND_LIMIT_AUTH_PER_MINUTE"] = "1000000",
        ["BACKEND_LIMIT_REQUESTS_PER_SECOND"] = "1000000",
        ["BACKEND_LIMIT_CHAT_PER_MINUTE"] = "1000000",
    };

    /// <summary>A client for the public API; with a token it is sent as bearer.</summary>
    public HttpClient Client(string? token = null)
    {
        var client = new HttpClient { BaseAddress = Address };
        if (token is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        await host.DisposeAsync();
        if (own is not null)
        {
            await own.DisposeAsync();
        }
    }
}
