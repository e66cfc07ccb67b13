using System.Globalization;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Todo.Hosting.Metrics;

/// <summary>Labels of a point: scope, the meter's tags, the point's tags, constants; keys that become the same are joined.</summary>
internal static class MetricLabels
{
    // A label is for grouping: what is longer came from outside and would only cost memory here and in Prometheus.
    private const int MaxValue = 1024;

    private static readonly HashSet<string> ScopeKeys = new(StringComparer.Ordinal) { "name", "version", "schema_url" };

    /// <summary>The labels that all points of an instrument share.</summary>
    public static List<KeyValuePair<string, object?>> OfScope(Metric metric)
    {
        var tags = new List<KeyValuePair<string, object?>> { new("otel_scope_name", metric.MeterName) };
        if (!string.IsNullOrEmpty(metric.MeterVersion))
        {
            tags.Add(new("otel_scope_version", metric.MeterVersion));
        }

        if (!string.IsNullOrEmpty(metric.MeterSchemaUrl))
        {
            tags.Add(new("otel_scope_schema_url", metric.MeterSchemaUrl));
        }

        foreach (var (key, value) in metric.MeterTags ?? [])
        {
            if (!ScopeKeys.Contains(key))
            {
                tags.Add(new("otel_scope_" + key, value));
            }
        }

        return tags;
    }

    public static List<Label> Of(
        List<KeyValuePair<string, object?>> scope, ReadOnlyTagCollection tags, bool isHistogram, IReadOnlyList<Label> constants)
    {
        var all = new List<KeyValuePair<string, object?>>(scope);
        foreach (var tag in tags)
        {
            // On a histogram "le" is the bucket's own.
            if (!isHistogram || PrometheusName.Label(tag.Key) != "le")
            {
                all.Add(tag);
            }
        }

        var labels = Merge(all);
        foreach (var constant in constants)
        {
            if (!labels.Exists(label => label.Key == constant.Key))
            {
                labels.Add(constant);
            }
        }

        return labels;
    }

    /// <summary>Sanitized, in order; values of keys that collide are joined by a semicolon in the order of the original keys.</summary>
    public static List<Label> Merge(IEnumerable<KeyValuePair<string, object?>> tags) =>
        [.. tags
            .GroupBy(tag => PrometheusName.Label(tag.Key), StringComparer.Ordinal)
            .Select(group => new Label(group.Key, Cut(string.Join(';', group.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => Text(tag.Value))))))];

    private static string Text(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        double number => PrometheusText.Number(number),
        Array items => string.Join(',', items.Cast<object?>().Select(Text)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static string Cut(string value)
    {
        if (value.Length <= MaxValue)
        {
            return value;
        }

        return char.IsHighSurrogate(value[MaxValue - 1]) ? value[..(MaxValue - 1)] : value[..MaxValue];
    }
}
