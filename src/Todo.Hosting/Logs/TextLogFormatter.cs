using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Todo.Hosting.Logs;

/// <summary>For reading on a terminal: time, level, service, message; coloured where the output is one.</summary>
internal sealed class TextLogFormatter(ServiceSettings settings, TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "todo-text";

    // https://no-color.org
    private readonly bool coloured = !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var (name, colour) = Level(logEntry.LogLevel);
        textWriter.Write(time.GetLocalNow().ToString("HH:mm:ss.fff ", CultureInfo.InvariantCulture));
        textWriter.Write(coloured ? $"\e[{colour}m{name}\e[0m " : name + " ");
        textWriter.Write(settings.Service);
        textWriter.Write(": ");
        WriteVisible(textWriter, logEntry.Formatter?.Invoke(logEntry.State, logEntry.Exception) ?? "");
        if (logEntry.LogLevel >= LogLevel.Warning && Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
        {
            textWriter.Write($" [{activity.TraceId.ToHexString()}]");
        }

        textWriter.Write('\n');
        if (logEntry.Exception is not null)
        {
            textWriter.Write(logEntry.Exception.ToString());
            textWriter.Write('\n');
        }
    }

    // What comes from outside must not steer the terminal.
    private static void WriteVisible(TextWriter writer, string text)
    {
        foreach (var c in text)
        {
            if (char.IsControl(c))
            {
                writer.Write($"\\u{(int)c:x4}");
            }
            else
            {
                writer.Write(c);
            }
        }
    }

    private static (string Name, string Colour) Level(LogLevel level) => level switch
    {
        LogLevel.Trace => ("trace", "90"),
        LogLevel.Debug => ("debug", "90"),
        LogLevel.Information => ("info ", "32"),
        LogLevel.Warning => ("warn ", "33"),
        LogLevel.Error => ("error", "31"),
        _ => ("fatal", "97;41"),
    };
}
