using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Todo.Hosting.Tests;

/// <summary>A service of nothing but the defaults and what a test adds, on real Kestrel ports.</summary>
internal sealed class TestService : IAsyncDisposable
{
    private TestService(WebApplication app)
    {
        App = app;
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToArray();
        Public = new HttpClient { BaseAddress = new Uri(addresses[0]) };
        Metrics = new HttpClient { BaseAddress = new Uri(addresses[1]) };
        Others = [.. addresses.Skip(2).Select(address => new HttpClient { BaseAddress = new Uri(address) })];
    }

    public WebApplication App { get; }

    public HttpClient Public { get; }

    public HttpClient Metrics { get; }

    public HttpClient[] Others { get; }

    public static Dictionary<string, string?> Variables(params (string Name, string Value)[] more)
    {
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["TEST_ADDRESS"] = "127.0.0.1",
            ["TEST_PORT"] = "0",
            ["TEST_METRICS_PORT"] = "0",
            ["TEST_LOG_LEVEL"] = "none",
        };
        foreach (var (name, value) in more)
        {
            variables[name] = value;
        }

        return variables;
    }

    public static async Task<TestService> StartAsync(
        Action<WebApplication>? map = null,
        Action<WebApplicationBuilder>? add = null,
        Action<ServiceOptions>? configure = null,
        params (string Name, string Value)[] variables)
    {
        var builder = ServiceHost.CreateBuilder(Variables(variables));
        builder.AddServiceDefaults("test", configure);
        add?.Invoke(builder);
        var app = builder.Build();
        app.UseServiceDefaults();
        map?.Invoke(app);
        await app.StartAsync();
        return new TestService(app);
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        Public.Dispose();
        Metrics.Dispose();
        foreach (var client in Others)
        {
            client.Dispose();
        }
    }
}
