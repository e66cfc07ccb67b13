using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Todo.Hosting.Metrics;

/// <summary>The process's metrics, collected when somebody scrapes. Scrapes that come together share one collection.</summary>
internal sealed class MetricsCollector : IDisposable
{
    private const int MaxLength = 16 * 1024 * 1024;
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(300);

    // OpenTelemetry's semantic conventions for durations in seconds; the SDK's default bounds are meant for milliseconds.
    private static readonly double[] Seconds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly PullExporter exporter;
    private readonly MeterProvider provider;
    private Task<byte[]>? latest;
    private long finished;

    public MetricsCollector(ServiceSettings settings, TimeProvider time, ILogger<MetricsCollector> logger)
        : this(
            ServiceResource.Of(settings),
            ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime", "Npgsql", "Todo.*"],
            [],
            time,
            logger)
    {
    }

    internal MetricsCollector(
        ResourceBuilder resource, string[] meters, IReadOnlyList<Label> constants, TimeProvider time, ILogger logger,
        Func<Instrument, MetricStreamConfiguration?>? view = null)
    {
        this.time = time;
        exporter = new PullExporter(new MetricFamilies(constants, logger));
#pragma warning disable CA2000 // the provider disposes its readers
        provider = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(meters)
            .AddView(view ?? SecondsByDefault)
            .AddReader(new BaseExportingMetricReader(exporter) { TemporalityPreference = MetricReaderTemporalityPreference.Cumulative })
            .Build();
#pragma warning restore CA2000
    }

    /// <summary>How often the SDK was asked.</summary>
    internal int Collections => exporter.Exports;

    /// <summary>The exposition, at most 300 ms old.</summary>
    public Task<byte[]> ScrapeAsync()
    {
        lock (gate)
        {
            if (latest is { } known && (!known.IsCompleted || (known.IsCompletedSuccessfully && time.GetElapsedTime(Volatile.Read(ref finished)) < Fresh)))
            {
                return known;
            }

            return latest = Task.Run(() =>
            {
                var text = exporter.CollectText();
                Volatile.Write(ref finished, time.GetTimestamp());
                return text;
            });
        }
    }

    public void Dispose()
    {
        provider.Dispose();
        exporter.Dispose();
    }

    private static ExplicitBucketHistogramConfiguration? SecondsByDefault(Instrument instrument) =>
        instrument is Histogram<double> { Unit: "s", Advice: null } ? new ExplicitBucketHistogramConfiguration { Boundaries = Seconds } : null;

    [ExportModes(ExportModes.Pull)]
    private sealed class PullExporter(MetricFamilies families) : BaseExporter<Metric>, IPullMetricExporter
    {
        private byte[]? text;
        private Exception? failure;
        private MetricFamily? target;

        public int Exports { get; private set; }

        public Func<int, bool>? Collect { get; set; }

        public byte[] CollectText()
        {
            text = null;
            failure = null;
            var collected = Collect?.Invoke(Timeout.Infinite) ?? false;
            return collected && text is not null ? text : throw new InvalidOperationException("The metrics could not be collected.", failure);
        }

        public override ExportResult Export(in Batch<Metric> batch)
        {
            Exports++;
            try
            {
                target ??= MetricFamilies.TargetInfo(ParentProvider.GetResource());
                var metrics = new List<Metric>();
                foreach (var metric in batch)
                {
                    metrics.Add(metric);
                }

                var all = families.Of(metrics);
                text = Encoding.UTF8.GetBytes(PrometheusText.Write(target is null ? all : all.Prepend(target), MaxLength).ToString());
                return ExportResult.Success;
            }
            catch (Exception exception)
            {
                failure = exception;
                return ExportResult.Failure;
            }
        }
    }
}
