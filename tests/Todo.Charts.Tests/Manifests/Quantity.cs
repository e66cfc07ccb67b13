using System.Globalization;

namespace Todo.Charts.Tests.Manifests;

/// <summary>Amounts as Kubernetes writes them: 50m, 128Mi, 2.</summary>
internal static class Quantity
{
    private static readonly (string Suffix, decimal Factor)[] Suffixes =
    [
        ("Ki", 1024m), ("Mi", 1024m * 1024), ("Gi", 1024m * 1024 * 1024), ("Ti", 1024m * 1024 * 1024 * 1024),
        ("m", 0.001m), ("k", 1000m), ("M", 1000m * 1000), ("G", 1000m * 1000 * 1000), ("T", 1000m * 1000 * 1000 * 1000),
    ];

    /// <summary>Cores, bytes or pieces; nothing is nought.</summary>
    public static decimal Of(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return 0;
        }

        var known = Suffixes.FirstOrDefault(entry => text.EndsWith(entry.Suffix, StringComparison.Ordinal), (Suffix: "", Factor: 1m));
        return decimal.Parse(text[..^known.Suffix.Length], CultureInfo.InvariantCulture) * known.Factor;
    }
}
