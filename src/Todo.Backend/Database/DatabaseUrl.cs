using Npgsql;

namespace Todo.Backend.Database;

/// <summary>Reads a connection in either of the two usual forms.</summary>
public static class DatabaseUrl
{
    /// <summary>A <c>postgres://</c> URI (libpq 34.1.1.2) or Npgsql's key-value form.</summary>
    /// <exception cref="FormatException">Neither; the message says why and never repeats the text, which holds a password.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        try
        {
            return text.StartsWith("postgres://", StringComparison.Ordinal) || text.StartsWith("postgresql://", StringComparison.Ordinal)
                ? FromUri(text)
                : new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception e) when (e is ArgumentException or UriFormatException)
        {
            throw new FormatException("is neither postgres://user:password@host:port/database nor Host=…;Username=…;Database=….", e);
        }
    }

    private static NpgsqlConnectionStringBuilder FromUri(string text)
    {
        var uri = new Uri(text);
        var builder = new NpgsqlConnectionStringBuilder { Database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/')) };
        if (uri.Host.Length > 0)
        {
            builder.Host = Uri.UnescapeDataString(uri.Host.Trim('[', ']'));
        }

        if (uri.Port > 0)
        {
            builder.Port = uri.Port;
        }

        var user = uri.UserInfo.Split(':', 2);
        builder.Username = user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : null;
        builder.Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null;
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            var value = Uri.UnescapeDataString(parts.Length > 1 ? parts[1] : "");
            // libpq's names where Npgsql's differ; Npgsql refuses what it doesn't know.
            switch (parts[0])
            {
                case "sslmode":
                    builder["SSL Mode"] = value.Replace("-", "", StringComparison.Ordinal);
                    break;
                case "sslrootcert":
                    builder["Root Certificate"] = value;
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
                    builder[parts[0]] = value;
                    break;
            }
        }

        return builder;
    }
}
