using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Todo.Hosting.Metrics;

/// <summary>Metrics are being counted before the server takes its first connection.</summary>
internal sealed class MetricsStart(MetricsStart.Ahead ahead) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => ahead.Collector.WaitAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The SDK takes some 60 ms to build, a good part of a cold start: done beside the rest of it.</summary>
    internal sealed class Ahead(IServiceProvider services)
    {
        public Task<MetricsCollector> Collector { get; } = Task.Run(services.GetRequiredService<MetricsCollector>);
    }
}
