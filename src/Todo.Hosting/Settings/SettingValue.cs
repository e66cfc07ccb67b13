using System.Globalization;
using System.Net;

namespace Todo.Hosting.Settings;

/// <summary>Text of a variable to a value. A FormatException says what the value must be.</summary>
internal static class SettingValue
{
    public static object Parse(Type type, string text)
    {
        if (type == typeof(string))
        {
            return text;
        }

        if (type == typeof(int))
        {
            return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new FormatException("must be a whole number");
        }

        if (type == typeof(double))
        {
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                ? number
                : throw new FormatException("must be a number, such as 0.1");
        }

        if (type == typeof(bool))
        {
            return Boolean(text);
        }

        if (type == typeof(TimeSpan))
        {
            return Duration(text);
        }

        if (type == typeof(Uri))
        {
            return Uri.TryCreate(text, UriKind.Absolute, out var uri)
                && !uri.IsFile
                ? uri
                : throw new FormatException("must be an absolute URL, such as https://todo.example");
        }

        if (type.IsEnum)
        {
            return Choice(type, text);
        }

        if (type == typeof(string[]))
        {
            return Items(text);
        }

        return type == typeof(IPNetwork[])
            ? Array.ConvertAll(Items(text), Network)
            : throw new NotSupportedException($"Settings of type {type} are not supported.");
    }

    /// <summary>The names a choice is written with: kebab-case.</summary>
    public static IEnumerable<string> Choices(Type type) => Enum.GetNames(type).Select(Kebab);

    private static string[] Items(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static bool Boolean(string text) => text.ToUpperInvariant() switch
    {
        "TRUE" or "1" or "YES" or "ON" => true,
        "FALSE" or "0" or "NO" or "OFF" => false,
        _ => throw new FormatException("must be true or false"),
    };

    private static object Choice(Type type, string text)
    {
        var wanted = text.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
        var name = Enum.GetNames(type).FirstOrDefault(name => name.Equals(wanted, StringComparison.OrdinalIgnoreCase));
        return name is null
            ? throw new FormatException($"must be one of: {string.Join(", ", Choices(type))}")
            : Enum.Parse(type, name);
    }

    private static TimeSpan Duration(string text)
    {
        (string Suffix, double Seconds)[] units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];
        foreach (var (suffix, seconds) in units)
        {
            if (text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
                && double.TryParse(text.AsSpan(0, text.Length - suffix.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n)
                && n * seconds < TimeSpan.MaxValue.TotalSeconds / 2)
            {
                return TimeSpan.FromSeconds(n * seconds);
            }
        }

        return text.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span >= TimeSpan.Zero
            ? span
            : throw new FormatException("must be a duration, such as 500ms, 30s, 5m, 12h, 7d or 00:00:30");
    }

    private static IPNetwork Network(string text)
    {
        if (IPAddress.TryParse(text, out var address))
        {
            return new IPNetwork(address, address.GetAddressBytes().Length * 8);
        }

        return IPNetwork.TryParse(text, out var network)
            ? network
            : throw new FormatException($"must be addresses or networks separated by commas, such as 10.0.0.0/8 (not '{text}')");
    }

    private static string Kebab(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) && i > 0 ? "-" + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));
}
