using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Todo.Hosting.Logs;

/// <summary>
/// One JSON object a line: timestamp, level, service, message, trace_id, span_id, category, event, then the values of
/// the message's template in snake_case, and exception. The seven first are always there.
/// </summary>
internal sealed class JsonLogFormatter(ServiceSettings settings, TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "todo-json";

    // A container runtime cuts lines at 16 kB; the parts of one that is cut are no JSON. All in bytes as written.
    private const int MaxLine = 15_000;
    private const int MaxMessage = 4096;
    private const int MaxValue = 1024;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "timestamp", "level", "service", "message", "trace_id", "span_id", "category", "event", "exception",
    };

    private readonly JsonEncodedText service = JsonEncodedText.Encode(settings.Service);

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter?.Invoke(logEntry.State, logEntry.Exception) ?? "";
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            WriteTimestamp(json);
            json.WriteString("level"u8, Level(logEntry.LogLevel));
            json.WriteString("service"u8, service);
            json.WritePropertyName("message"u8);
            WriteText(json, message, MaxMessage);
            WriteTrace(json);
            json.WriteString("category"u8, logEntry.Category);
            if (logEntry.EventId.Name is { } name)
            {
                json.WriteString("event"u8, name);
            }
            else if (logEntry.EventId.Id != 0)
            {
                json.WriteNumber("event"u8, logEntry.EventId.Id);
            }

            if (logEntry.State is IReadOnlyList<KeyValuePair<string, object?>> values)
            {
                WriteValues(json, values);
            }

            if (logEntry.Exception is { } exception)
            {
                json.WritePropertyName("exception"u8);
                WriteText(json, exception.ToString(), MaxLine - Written(json));
            }

            json.WriteEndObject();
        }

        textWriter.Write(Encoding.UTF8.GetString(buffer.WrittenSpan));
        textWriter.Write('\n');
    }

    private static void WriteTrace(Utf8JsonWriter json)
    {
        var activity = Activity.Current;
        if (activity is null || activity.IdFormat != ActivityIdFormat.W3C)
        {
            json.WriteString("trace_id"u8, ""u8);
            json.WriteString("span_id"u8, ""u8);
            return;
        }

        json.WriteString("trace_id"u8, activity.TraceId.ToHexString());
        json.WriteString("span_id"u8, activity.SpanId.ToHexString());
    }

    private static void WriteValues(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, object?>> values)
    {
        HashSet<string>? used = null;
        for (var i = 0; i < values.Count && Written(json) < MaxLine / 2; i++)
        {
            var (key, value) = values[i];
            if (key == "{OriginalFormat}")
            {
                continue;
            }

            var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(key.Length <= 64 ? key : key[..64]);
            if (Reserved.Contains(name))
            {
                name = "value_" + name;
            }

            used ??= new HashSet<string>(StringComparer.Ordinal);
            if (used.Add(name))
            {
                json.WritePropertyName(name);
                WriteValue(json, value);
            }
        }
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case string text:
                WriteText(json, text, MaxValue);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case DateTimeOffset instant:
                json.WriteStringValue(instant.UtcDateTime);
                break;
            default:
                WriteText(json, Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "", MaxValue);
                break;
        }
    }

    private static int Written(Utf8JsonWriter json) => (int)json.BytesCommitted + json.BytesPending;

    // An escaped character takes up to six bytes.
    private static void WriteText(Utf8JsonWriter json, string text, int maxBytes)
    {
        if (text.Length * 6 <= maxBytes)
        {
            json.WriteStringValue(text);
            return;
        }

        var kept = text.AsSpan(0, Math.Min(text.Length, maxBytes));
        var encoded = JsonEncodedText.Encode(kept, Options.Encoder);
        while (encoded.EncodedUtf8Bytes.Length > maxBytes)
        {
            kept = kept[..(int)((long)kept.Length * maxBytes / encoded.EncodedUtf8Bytes.Length)];
            encoded = JsonEncodedText.Encode(kept, Options.Encoder);
        }

        json.WriteStringValue(encoded);
    }

    private static ReadOnlySpan<byte> Level(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace"u8,
        LogLevel.Debug => "debug"u8,
        LogLevel.Information => "information"u8,
        LogLevel.Warning => "warning"u8,
        LogLevel.Error => "error"u8,
        _ => "critical"u8,
    };

    private void WriteTimestamp(Utf8JsonWriter json)
    {
        Span<char> text = stackalloc char[24];
        time.GetUtcNow().UtcDateTime.TryFormat(text, out var length, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
        json.WriteString("timestamp"u8, text[..length]);
    }
}
