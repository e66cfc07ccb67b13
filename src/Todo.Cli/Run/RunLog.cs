using System.Text.Json;

namespace Todo.Cli.Run;

/// <summary>
/// The one log of a run: the services write their lines in its format already, PostgreSQL's and our own are put into it.
/// Text on a terminal, one JSON object a line otherwise.
/// </summary>
internal sealed class RunLog(TimeProvider time)
{
    private readonly Lock writing = new();

    public bool IsText { get; } = !Console.IsOutputRedirected;

    /// <summary>For *_LOG_FORMAT.</summary>
    public string Format => IsText ? "text" : "json";

    /// <summary>A finished line of a service.</summary>
    public void Line(string line)
    {
        lock (writing)
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }
    }

    public void Write(string level, string service, string message) =>
        Line(IsText ? $"{time.GetLocalNow():HH:mm:ss.fff} {(level == "information" ? "info" : level == "warning" ? "warn" : level),-5} {service}: {message}" : Json(level, service, message));

    /// <summary>Shown by itself on a terminal: the one line that people wait for.</summary>
    public void Announce(string message)
    {
        if (IsText)
        {
            Line(message);
        }
        else
        {
            Write("information", "todo", message);
        }
    }

    /// <summary>A line of PostgreSQL's log, such as <c>LOG:  database system is ready</c>; what is no news is left out.</summary>
    public void Postgres(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        var level = colon < 0 ? "" : line[..colon];
        switch (level)
        {
            case "LOG" or "DETAIL" or "HINT" or "STATEMENT" or "CONTEXT" or "":
                break;
            case "WARNING":
                Write("warning", "postgres", line[(colon + 1)..].Trim());
                break;
            default:
                Write("error", "postgres", line[(colon + 1)..].Trim());
                break;
        }
    }

    private string Json(string level, string service, string message)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("timestamp", time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));
            json.WriteString("level", level);
            json.WriteString("service", service);
            json.WriteString("message", message);
            json.WriteString("trace_id", "");
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }
}
