using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Todo.Hosting.Settings;

/// <summary>Tells in the log that a secret was read again, or cannot be: whoever rotates one wants to see it.</summary>
internal sealed partial class SecretWatch(SettingsReader settings, TimeProvider time, ILogger<SecretWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var known = settings.Secrets.Where(entry => entry.Secret.IsFromFile).ToDictionary(entry => entry.Name, entry => entry.Secret.Current, StringComparer.Ordinal);
        var broken = new HashSet<string>(StringComparer.Ordinal);
        using var timer = new PeriodicTimer(Interval, time);
        while (known.Count > 0 && await WaitAsync(timer, stoppingToken))
        {
            foreach (var (name, secret) in settings.Secrets.Where(entry => entry.Secret.IsFromFile))
            {
                var current = secret.Current;
                if (!ReferenceEquals(current, known[name]))
                {
                    known[name] = current;
                    Log.Changed(logger, name);
                }

                if (secret.Failure is not { } failure)
                {
                    broken.Remove(name);
                }
                else if (broken.Add(name))
                {
                    Log.Unreadable(logger, name, failure);
                }
            }
        }
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Setting} was read again from its changed file", EventName = "SecretChanged")]
        public static partial void Changed(ILogger logger, string setting);

        [LoggerMessage(2, LogLevel.Warning, "{Setting} cannot be read again, its last value stays in use: {Reason}", EventName = "SecretUnreadable")]
        public static partial void Unreadable(ILogger logger, string setting, string reason);
    }
}
