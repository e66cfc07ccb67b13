using System.Globalization;
using System.Text;

namespace Todo.Hosting.Metrics;

/// <summary>Families as text in Prometheus' exposition format 0.0.4.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Appends the families; throws InvalidDataException above the limit, rather than to cut or to grow for ever.</summary>
    public static StringBuilder Write(IEnumerable<MetricFamily> families, int maxLength)
    {
        var text = new StringBuilder(64 * 1024);
        foreach (var family in families)
        {
            text.Append("# TYPE ").Append(family.Name).Append(' ').Append(family.Type switch
            {
                FamilyType.Counter => "counter",
                FamilyType.Gauge => "gauge",
                _ => "histogram",
            }).Append('\n');
            if (!string.IsNullOrEmpty(family.Help))
            {
                AppendHelp(text.Append("# HELP ").Append(family.Name).Append(' '), family.Help).Append('\n');
            }

            foreach (var sample in family.Samples)
            {
                Append(text, sample);
            }

            if (text.Length > maxLength)
            {
                throw new InvalidDataException($"The metrics exceed {maxLength} characters; the first family beyond is {family.Name}.");
            }
        }

        return text;
    }

    /// <summary>Shortest text that reads back as the same double.</summary>
    public static string Number(double value) =>
        double.IsNaN(value) ? "NaN"
        : double.IsPositiveInfinity(value) ? "+Inf"
        : double.IsNegativeInfinity(value) ? "-Inf"
        : value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>The value of a label: backslash, double quote and line feed are escaped.</summary>
    public static StringBuilder AppendLabelValue(StringBuilder text, string value)
    {
        foreach (var c in value)
        {
            _ = c switch
            {
                '\\' => text.Append(@"\\"),
                '"' => text.Append("\\\""),
                '\n' => text.Append(@"\n"),
                _ => text.Append(c),
            };
        }

        return text;
    }

    /// <summary>The text after HELP: backslash and line feed are escaped, quotes are not.</summary>
    public static StringBuilder AppendHelp(StringBuilder text, string help)
    {
        foreach (var c in help)
        {
            _ = c switch
            {
                '\\' => text.Append(@"\\"),
                '\n' => text.Append(@"\n"),
                _ => text.Append(c),
            };
        }

        return text;
    }

    private static void Append(StringBuilder text, Sample sample)
    {
        text.Append(sample.Name).Append('{');
        for (var i = 0; i < sample.Labels.Count; i++)
        {
            if (i > 0)
            {
                text.Append(',');
            }

            AppendLabelValue(text.Append(sample.Labels[i].Key).Append("=\""), sample.Labels[i].Value).Append('"');
        }

        text.Append("} ");
        if (sample.Integer is { } integer)
        {
            text.Append(integer);
        }
        else
        {
            text.Append(Number(sample.Value));
        }

        text.Append('\n');
    }
}
