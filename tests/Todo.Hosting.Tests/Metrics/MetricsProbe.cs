using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Todo.Hosting.Metrics;

namespace Todo.Hosting.Tests.Metrics;

/// <summary>Meters of one test and what the exposition says about them.</summary>
internal sealed class MetricsProbe : IDisposable
{
    private readonly string name = "Probe." + Guid.NewGuid().ToString("N");
    private readonly List<Meter> meters = [];
    private readonly MetricsCollector collector;

    public MetricsProbe(
        ResourceBuilder? resource = null,
        TimeProvider? time = null,
        Func<Instrument, MetricStreamConfiguration?>? view = null,
        params Label[] constants) =>
        collector = new MetricsCollector(
            resource ?? ResourceBuilder.CreateEmpty(), [name + ".*"], constants, time ?? TimeProvider.System, NullLogger.Instance, view);

    public MetricsCollector Collector => collector;

    /// <summary>A meter that the exposition shows as <c>{suffix}</c>.</summary>
    public Meter Meter(string suffix = "m", string? version = null, string? schemaUrl = null, params (string Key, object? Value)[] tags)
    {
        var meter = new Meter(new MeterOptions($"{name}.{suffix}")
        {
            Version = version,
            TelemetrySchemaUrl = schemaUrl,
            Tags = tags.Select(tag => new KeyValuePair<string, object?>(tag.Key, tag.Value)),
        });
        meters.Add(meter);
        return meter;
    }

    public async Task<string> TextAsync() =>
        Encoding.UTF8.GetString(await collector.ScrapeAsync()).Replace(name + ".", "", StringComparison.Ordinal);

    public void Dispose()
    {
        collector.Dispose();
        meters.ForEach(meter => meter.Dispose());
    }
}
