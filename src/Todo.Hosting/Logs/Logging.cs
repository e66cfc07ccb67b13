using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Todo.Hosting.Logs;

internal static class Logging
{
    // These say little below a warning and much about each request; *_LOG_LEVEL=trace shows them all the same.
    private static readonly string[] Talkative = ["Microsoft", "System", "Npgsql", "Grpc"];

    public static void AddLogs(this ILoggingBuilder logging, ServiceSettings settings)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(settings.LogLevel);
        if (settings.LogLevel is > LogLevel.Trace and < LogLevel.Warning)
        {
            foreach (var category in Talkative)
            {
                logging.AddFilter(category, LogLevel.Warning);
            }
        }

        // Its scope, two objects a request, would carry what our own request log and the activity already say.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);

        // A start that fails is told in one line on stderr, by ServiceHost; a worker that fails is told as critical.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        logging.AddConsole(console => console.FormatterName =
            settings.LogFormat == LogFormat.Json ? JsonLogFormatter.FormatterName : TextLogFormatter.FormatterName);
        logging.Services.Configure<LoggerFactoryOptions>(options => options.ActivityTrackingOptions = ActivityTrackingOptions.None);
        logging.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ConsoleFormatter, JsonLogFormatter>());
        logging.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ConsoleFormatter, TextLogFormatter>());
    }
}
