using System.Text;

namespace Todo.Hosting.Metrics;

/// <summary>Names of OpenTelemetry instruments, units and attributes as Prometheus wants them.</summary>
internal static class PrometheusName
{
    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
        ["d"] = "days",
        ["h"] = "hours",
        ["min"] = "minutes",
        ["s"] = "seconds",
        ["ms"] = "milliseconds",
        ["us"] = "microseconds",
        ["ns"] = "nanoseconds",
        ["By"] = "bytes",
        ["KiBy"] = "kibibytes",
        ["MiBy"] = "mebibytes",
        ["GiBy"] = "gibibytes",
        ["TiBy"] = "tibibytes",
        ["KBy"] = "kilobytes",
        ["MBy"] = "megabytes",
        ["GBy"] = "gigabytes",
        ["TBy"] = "terabytes",
        ["B"] = "bytes",
        ["KB"] = "kilobytes",
        ["MB"] = "megabytes",
        ["GB"] = "gigabytes",
        ["TB"] = "terabytes",
        ["m"] = "meters",
        ["V"] = "volts",
        ["A"] = "amperes",
        ["J"] = "joules",
        ["W"] = "watts",
        ["g"] = "grams",
        ["Cel"] = "celsius",
        ["Hz"] = "hertz",
        ["%"] = "percent",
        ["$"] = "dollars",
        ["1"] = "",
    };

    private static readonly Dictionary<string, string> Per = new(StringComparer.Ordinal)
    {
        ["s"] = "second",
        ["m"] = "minute",
        ["h"] = "hour",
        ["d"] = "day",
        ["w"] = "week",
        ["mo"] = "month",
        ["y"] = "year",
    };

    /// <summary>Name, unit and, for a counter, <c>_total</c>, in this order; each only when the name does not end so already.</summary>
    public static string Family(string name, string unit, bool isCounter)
    {
        var family = Sanitize(name, allowColon: true);
        var suffix = Unit(unit);
        if (suffix.Length > 0
            && !family.EndsWith(suffix, StringComparison.Ordinal)
            && !(isCounter && family.EndsWith(suffix + "_total", StringComparison.Ordinal)))
        {
            family += "_" + suffix;
        }

        return isCounter && !family.EndsWith("_total", StringComparison.Ordinal) ? family + "_total" : family;
    }

    /// <summary>The key of a label.</summary>
    public static string Label(string key) => key.Length == 0 ? "_" : Sanitize(key, allowColon: false);

    /// <summary>The word for a UCUM unit; empty for none.</summary>
    public static string Unit(string unit)
    {
        var plain = WithoutAnnotations(unit);
        var slash = plain.IndexOf('/', StringComparison.Ordinal);
        var word = slash >= 0 && slash < plain.Length - 1
            ? $"{Units.GetValueOrDefault(plain[..slash], plain[..slash])}_per_{Per.GetValueOrDefault(plain[(slash + 1)..], plain[(slash + 1)..])}"
            : Units.GetValueOrDefault(plain, plain);
        return word.Length == 0 ? "" : Replace(word, allowColon: true).Trim('_');
    }

    private static string Sanitize(string name, bool allowColon)
    {
        var text = Replace(name, allowColon);
        return text.Length > 0 && char.IsAsciiDigit(text[0]) ? "_" + text : text;
    }

    // Runs of underscores become one, those of the original too.
    private static string Replace(string name, bool allowColon)
    {
        var text = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            if (char.IsAsciiLetterOrDigit(c) || (allowColon && c == ':'))
            {
                text.Append(c);
            }
            else if (text.Length == 0 || text[^1] != '_')
            {
                text.Append('_');
            }
        }

        return text.ToString();
    }

    // "{request}" counts requests: an annotation is no unit.
    private static string WithoutAnnotations(string unit)
    {
        if (!unit.Contains('{', StringComparison.Ordinal))
        {
            return unit;
        }

        var text = new StringBuilder(unit.Length);
        var inside = false;
        foreach (var c in unit)
        {
            if (c == '{')
            {
                inside = true;
            }
            else if (c == '}' && inside)
            {
                inside = false;
            }
            else if (!inside)
            {
                text.Append(c);
            }
        }

        return text.ToString();
    }
}
