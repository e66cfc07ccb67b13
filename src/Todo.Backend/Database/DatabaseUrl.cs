using System.Text.RegularExpressions;
using Npgsql;

namespace Todo.Backend.Database;

/// <summary>Reads a connection in either of the two usual forms.</summary>
public static partial class DatabaseUrl
{
    private const string Kerberos = "GSS Encryption Mode";

    /// <summary>A <c>postgres://</c> URI (libpq 34.1.1.2) or Npgsql's key-value form.</summary>
    /// <exception cref="FormatException">Neither; the message says why and never repeats the text, which holds a password.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        try
        {
            return WithoutKerberos(text.StartsWith("postgres://", StringComparison.Ordinal) || text.StartsWith("postgresql://", StringComparison.Ordinal)
                ? FromUri(text)
                : new NpgsqlConnectionStringBuilder(text));
        }
        catch (Exception e) when (e is ArgumentException or UriFormatException)
        {
            throw new FormatException("is neither postgres://user:password@host:port/database nor Host=…;Username=…;Database=….", e);
        }
    }

    /// <summary>What is wrong with it, to follow the setting's name; null when it can be used.</summary>
    public static string? Fault(string text)
    {
        try
        {
            return string.IsNullOrEmpty(Parse(text).Host) ? "names no host: write postgres://user:password@host:port/database." : null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }

    // Small images lack its library, and .NET writes a line of its own on standard error for that.
    private static NpgsqlConnectionStringBuilder WithoutKerberos(NpgsqlConnectionStringBuilder builder)
    {
        if (!builder.ShouldSerialize(Kerberos))
        {
            builder.GssEncryptionMode = GssEncryptionMode.Disable;
        }

        return builder;
    }

    private static NpgsqlConnectionStringBuilder FromUri(string text)
    {
        // System.Uri refuses an empty or percent-encoded host, which libpq uses for sockets.
        var parts = Uri().Match(text);
        if (!parts.Success)
        {
            throw new UriFormatException();
        }

        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = Text("host")?.Trim('[', ']'),
            Username = Text("user"),
            Password = Text("password"),
            Database = Text("database"),
        };
        if (Text("port") is { } port)
        {
            builder["Port"] = port;
        }

        foreach (var pair in parts.Groups["query"].Value.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = pair.Split('=', 2) is [var left, var right] ? (left, System.Uri.UnescapeDataString(right)) : (pair, "");

            // libpq's names where Npgsql's differ; Npgsql refuses what it doesn't know.
            switch (name)
            {
                case "sslmode":
                    builder["SSL Mode"] = value.Replace("-", "", StringComparison.Ordinal);
                    break;
                case "sslrootcert":
                    builder["Root Certificate"] = value;
                    break;
                case "gssencmode":
                    builder[Kerberos] = value;
                    break;
                case "sslcert":
                    builder["SSL Certificate"] = value;
                    break;
                case "sslkey":
                    builder["SSL Key"] = value;
                    break;
                case "channel_binding":
                    builder["Channel Binding"] = value;
                    break;
                case "application_name":
                    builder["Application Name"] = value;
                    break;
                case "connect_timeout":
                    builder["Timeout"] = value;
                    break;
                case "options":
                    builder["Options"] = value;
                    break;
                default:
                    builder[name] = value;
                    break;
            }
        }

        return builder;

        string? Text(string group) => parts.Groups[group] is { Success: true, Length: > 0 } found ? System.Uri.UnescapeDataString(found.Value) : null;
    }

    [GeneratedRegex(
        @"^postgres(ql)?://((?<user>[^:@/]*)(:(?<password>[^@/]*))?@)?(?<host>\[[^\]]*\]|[^:/?]*)(:(?<port>\d{1,5}))?(/(?<database>[^?]*))?(\?(?<query>.*))?$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Uri();
}
