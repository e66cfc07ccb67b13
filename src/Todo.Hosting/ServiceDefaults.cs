using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Todo.Hosting.Health;
using Todo.Hosting.Logs;
using Todo.Hosting.Metrics;
using Todo.Hosting.Network;
using Todo.Hosting.Settings;
using Todo.Hosting.Traces;

namespace Todo.Hosting;

/// <summary>What every service is made of, in two calls.</summary>
public static class ServiceDefaults
{
    /// <summary>Settings, listeners, logs, metrics, traces, health and shutdown. The first call on the builder.</summary>
    public static WebApplicationBuilder AddServiceDefaults(
        this WebApplicationBuilder builder, string service, Action<ServiceOptions>? configure = null)
    {
        builder.UseSettingsPrefix(service);
        var settings = builder.AddSettings<ServiceSettings>();
        settings.Service = service;
        var options = new ServiceOptions();
        configure?.Invoke(options);
        var services = builder.Services;
        services.AddSingleton(options);
        services.AddSingleton<ServiceHealth>();
        services.AddSingleton<IDrain>(provider => provider.GetRequiredService<ServiceHealth>());
        services.AddSingleton<ClientAddress>();
        services.AddSingleton<Tracing>();
        services.AddSingleton<MetricsStart.Ahead>();
        services.AddSingleton<MetricsCollector>();
        services.AddHostedService<MetricsStart>();
        services.AddSingleton<IHostLifetime, DrainLifetime>();
        services.AddHostedService<Startup>();
        services.AddHostedService<SecretWatch>();
        services.TryAddSingleton(TimeProvider.System);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.ShutdownTimeout);
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.Logging.AddLogs(settings);
        Tracing.Prepare(settings);
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, settings, options, service.ToUpperInvariant()));
        return builder;
    }

    /// <summary>The pipeline around the service's own: errors, headers, addresses, routing, authentication; and the service endpoints.</summary>
    public static WebApplication UseServiceDefaults(this WebApplication app)
    {
        app.Services.GetRequiredService<SettingsReader>().ThrowIfAny();
        _ = app.Services.GetRequiredService<MetricsStart.Ahead>().Collector;
        app.Services.GetRequiredService<Tracing>();
        var health = app.Services.GetRequiredService<ServiceHealth>();
        app.Lifetime.ApplicationStopping.Register(health.Drain);
        app.UseMiddleware<ServiceMiddleware>();
        app.UseRouting();
        app.UseMiddleware<EndpointGuard>();
        var known = app.Services.GetRequiredService<IServiceProviderIsService>();
        if (known.IsService(typeof(IAuthenticationSchemeProvider)))
        {
            app.UseAuthentication();
        }

        if (known.IsService(typeof(IAuthorizationHandlerProvider)))
        {
            app.UseAuthorization();
        }

        app.MapHealth(health);
        app.MapMetrics();
        return app;
    }

    /// <summary>Every port of the service.</summary>
    internal static IEnumerable<Listener> Listeners(ServiceSettings settings, ServiceOptions options, string prefix) =>
    [
        new Listener(Listener.Public, prefix + "_PORT", settings.Port),
        new Listener(Listener.Metrics, prefix + "_METRICS_PORT", settings.MetricsPort),
        .. options.Listeners,
    ];

    private static void Listen(KestrelServerOptions kestrel, ServiceSettings settings, ServiceOptions options, string prefix)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.MaxRequestBodyBytes;
        foreach (var listener in Listeners(settings, options, prefix))
        {
            if (settings.BindAddress is { } address)
            {
                kestrel.Listen(address, listener.Port, Configure);
            }
            else
            {
                kestrel.ListenAnyIP(listener.Port, Configure);
            }

            void Configure(ListenOptions listen) => listen.Use(connection => context =>
            {
                context.Features.Set(listener);
                return connection(context);
            });
        }
    }
}
