using System.Globalization;
using System.Text;
using Todo.Hosting.Metrics;

namespace Todo.Hosting.Tests.Metrics;

/// <summary>Reads the exposition format 0.0.4, strictly; FormatException on anything else. Written from the format's description only.</summary>
internal static class PrometheusParser
{
    public static List<MetricFamily> Parse(string text)
    {
        if (text.Length > 0 && text[^1] != '\n')
        {
            throw new FormatException("the last line does not end");
        }

        var families = new List<MetricFamily>();
        var samples = new List<Sample>();
        foreach (var line in text.Split('\n')[..^1])
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                var parts = line.Split(' ');
                samples = [];
                families.Add(new MetricFamily(parts[2], Enum.Parse<FamilyType>(parts[3], ignoreCase: true), Help: null, samples));
            }
            else if (line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                var rest = line["# HELP ".Length..];
                var space = rest.IndexOf(' ', StringComparison.Ordinal);
                if (families[^1].Name != rest[..space])
                {
                    throw new FormatException("HELP of another family");
                }

                families[^1] = families[^1] with { Help = Unescape(rest[(space + 1)..], quotes: false) };
            }
            else
            {
                samples.Add(ParseSample(line));
            }
        }

        return families;
    }

    public static string Unescape(string text, bool quotes)
    {
        var result = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                result.Append(text[i]);
                continue;
            }

            i++;
            result.Append((i < text.Length ? text[i] : '\0') switch
            {
                '\\' => '\\',
                'n' => '\n',
                '"' when quotes => '"',
                _ => throw new FormatException("bad escape"),
            });
        }

        return result.ToString();
    }

    private static Sample ParseSample(string line)
    {
        var position = line.IndexOf('{', StringComparison.Ordinal);
        var name = line[..position++];
        var labels = new List<Label>();
        while (line[position] != '}')
        {
            if (labels.Count > 0 && line[position++] != ',')
            {
                throw new FormatException("no comma");
            }

            var equals = line.IndexOf("=\"", position, StringComparison.Ordinal);
            var key = line[position..equals];
            var end = equals + 2;
            while (line[end] != '"')
            {
                end += line[end] == '\\' ? 2 : 1;
            }

            labels.Add(new Label(key, Unescape(line[(equals + 2)..end], quotes: true)));
            position = end + 1;
        }

        if (line[position + 1] != ' ')
        {
            throw new FormatException("no space");
        }

        return new Sample(name, labels, Value(line[(position + 2)..]));
    }

    private static double Value(string text) => text switch
    {
        "NaN" => double.NaN,
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };
}
