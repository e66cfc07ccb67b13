using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Todo.Hosting.Metrics;

/// <summary>What the SDK has collected, as families in a stable order; what cannot be told in Prometheus' text is left out and logged once.</summary>
internal sealed partial class MetricFamilies(IReadOnlyList<Label> constants, ILogger logger)
{
    private readonly ConcurrentDictionary<string, bool> told = new(StringComparer.Ordinal);

    public static MetricFamily? TargetInfo(Resource resource)
    {
        var labels = MetricLabels.Merge(resource.Attributes.Select(attribute => new KeyValuePair<string, object?>(attribute.Key, attribute.Value)));
        return labels.Count == 0 ? null
            : new MetricFamily("target_info", FamilyType.Gauge, "Target metadata", [new Sample("target_info", labels, 1, 1)]);
    }

    public List<MetricFamily> Of(IEnumerable<Metric> metrics)
    {
        var families = new List<MetricFamily>();
        foreach (var group in metrics
            .Where(IsWritable)
            .Select(metric => (Metric: metric, Name: NameOf(metric)))
            .OrderBy(entry => entry.Name, StringComparer.Ordinal)
            .ThenBy(entry => entry.Metric.MeterName, StringComparer.Ordinal)
            .ThenBy(entry => entry.Metric.Name, StringComparer.Ordinal)
            .GroupBy(entry => entry.Name, entry => entry.Metric, StringComparer.Ordinal))
        {
            var type = TypeOf(group.First());
            if (group.Any(metric => TypeOf(metric) != type))
            {
                Once(group.Key, () => Log.TypesDiffer(logger, group.Key));
                continue;
            }

            families.Add(new MetricFamily(group.Key, type, HelpOf(group), Samples(group.Key, type, group)));
        }

        return families;
    }

    private static string NameOf(Metric metric) =>
        PrometheusName.Family(metric.Name, metric.Unit ?? "", TypeOf(metric) == FamilyType.Counter);

    private static FamilyType TypeOf(Metric metric) => metric.MetricType switch
    {
        MetricType.LongSum or MetricType.DoubleSum => FamilyType.Counter,
        MetricType.Histogram => FamilyType.Histogram,
        _ => FamilyType.Gauge,
    };

    // Prometheus' text has no form for exponential histograms.
    private bool IsWritable(Metric metric)
    {
        if (metric.MetricType != MetricType.ExponentialHistogram)
        {
            return true;
        }

        Once(metric.Name, () => Log.Exponential(logger, metric.Name));
        return false;
    }

    private string? HelpOf(IGrouping<string, Metric> group)
    {
        var texts = group.Select(metric => metric.Description).Where(text => !string.IsNullOrEmpty(text)).Distinct(StringComparer.Ordinal).ToList();
        if (texts.Count > 1)
        {
            Once(group.Key + " help", () => Log.HelpDiffers(logger, group.Key));
        }

        return texts.FirstOrDefault();
    }

    private List<Sample> Samples(string name, FamilyType type, IEnumerable<Metric> metrics)
    {
        var samples = new List<Sample>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var metric in metrics)
        {
            var scope = MetricLabels.OfScope(metric);
            foreach (ref readonly var point in metric.GetMetricPoints())
            {
                var labels = MetricLabels.Of(scope, point.Tags, type == FamilyType.Histogram, constants);

                // Two series of the same labels would make Prometheus refuse the whole scrape.
                if (!seen.Add(string.Join('\u0001', labels.Select(label => label.Key + '\u0002' + label.Value))))
                {
                    Once(name + " twice", () => Log.Twice(logger, name));
                    continue;
                }

                Append(samples, name, labels, metric.MetricType, in point);
            }
        }

        return samples;
    }

    private static void Append(List<Sample> samples, string name, List<Label> labels, MetricType type, ref readonly MetricPoint point)
    {
        switch (type)
        {
            case MetricType.LongSum or MetricType.LongSumNonMonotonic:
                samples.Add(Integer(name, labels, point.GetSumLong()));
                break;
            case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic:
                samples.Add(new Sample(name, labels, point.GetSumDouble()));
                break;
            case MetricType.LongGauge:
                samples.Add(Integer(name, labels, point.GetGaugeLastValueLong()));
                break;
            case MetricType.DoubleGauge:
                samples.Add(new Sample(name, labels, point.GetGaugeLastValueDouble()));
                break;
            default:
                long total = 0;
                foreach (var bucket in point.GetHistogramBuckets())
                {
                    total += bucket.BucketCount;
                    samples.Add(Integer(name + "_bucket", [.. labels, new Label("le", PrometheusText.Number(bucket.ExplicitBound))], total));
                }

                samples.Add(new Sample(name + "_sum", labels, point.GetHistogramSum()));
                samples.Add(Integer(name + "_count", labels, point.GetHistogramCount()));
                break;
        }
    }

    private static Sample Integer(string name, IReadOnlyList<Label> labels, long value) => new(name, labels, value, value);

    private void Once(string key, Action log)
    {
        if (told.TryAdd(key, true))
        {
            log();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Metric {Name} is left out: instruments of different types share the name", EventName = "MetricTypesDiffer")]
        public static partial void TypesDiffer(ILogger logger, string name);

        [LoggerMessage(2, LogLevel.Warning, "Metric {Name} is left out: exponential histograms have no text form", EventName = "MetricExponential")]
        public static partial void Exponential(ILogger logger, string name);

        [LoggerMessage(3, LogLevel.Warning, "Metric {Name} has several descriptions, the first is shown", EventName = "MetricHelpDiffers")]
        public static partial void HelpDiffers(ILogger logger, string name);

        [LoggerMessage(4, LogLevel.Warning, "Metric {Name} has two series with the same labels, the first is shown", EventName = "MetricTwice")]
        public static partial void Twice(ILogger logger, string name);
    }
}
