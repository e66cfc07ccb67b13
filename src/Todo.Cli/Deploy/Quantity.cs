using System.Globalization;

namespace Todo.Cli.Deploy;

/// <summary>Kubernetes' amounts, such as <c>250m</c> cores or <c>512Mi</c>.</summary>
internal static class Quantity
{
    private static readonly (string Suffix, decimal Factor)[] Suffixes =
    [
        ("Ki", 1L << 10), ("Mi", 1L << 20), ("Gi", 1L << 30), ("Ti", 1L << 40), ("Pi", 1L << 50),
        ("n", 0.000_000_001m), ("u", 0.000_001m), ("m", 0.001m), ("k", 1e3m), ("M", 1e6m), ("G", 1e9m), ("T", 1e12m), ("P", 1e15m),
    ];

    /// <summary>In cores or bytes; nothing is 0.</summary>
    public static decimal Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return 0;
        }

        var (suffix, factor) = Suffixes.FirstOrDefault(entry => text.EndsWith(entry.Suffix, StringComparison.Ordinal), ("", 1));
        return decimal.TryParse(text[..^suffix.Length], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number * factor
            : throw new FormatException($"'{text}' is no amount that Kubernetes knows.");
    }

    /// <summary>Cores for people, such as 0.35.</summary>
    public static string Cores(decimal cores) => cores.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Bytes for people, in GiB.</summary>
    public static string Gibibytes(decimal bytes) => (bytes / (1L << 30)).ToString("0.#", CultureInfo.InvariantCulture) + " GiB";
}
