using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Todo.Hosting.Health;

/// <summary>Waits for the startup dependencies beside the running server, so that liveness is green meanwhile, and gives up in time.</summary>
internal sealed partial class Startup(
    IEnumerable<IStartupDependency> dependencies,
    ServiceHealth health,
    ServiceSettings settings,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    IServer server,
    ILogger<Startup> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Mention = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var limit = new CancellationTokenSource(settings.StartupTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stoppingToken);
        foreach (var dependency in dependencies)
        {
            health.WaitingFor = dependency.Name;
            if (await WaitAsync(dependency, either.Token) is { } failure)
            {
                if (!stoppingToken.IsCancellationRequested)
                {
                    Log.Failed(logger, dependency.Name, failure);
                    health.Fail($"{dependency.Name}: {failure}");

                    // A host that is told to stop while it starts throws instead.
                    await StartedAsync(stoppingToken);
                    lifetime.StopApplication();
                }

                return;
            }
        }

        health.WaitingFor = null;
        await StartedAsync(stoppingToken);
        if (stoppingToken.IsCancellationRequested)
        {
            return;
        }

        health.Start();
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        Log.Ready(logger, settings.Service, string.Join(", ", addresses));
    }

    private async Task StartedAsync(CancellationToken stoppingToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStarted, stoppingToken);
        await Task.Delay(Timeout.Infinite, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // Null once reached, otherwise the last reason.
    private async Task<string?> WaitAsync(IStartupDependency dependency, CancellationToken cancellationToken)
    {
        var reason = "it did not answer in time";
        long? mentioned = null;
        while (true)
        {
            try
            {
                if (await dependency.CheckAsync(cancellationToken).WaitAsync(cancellationToken) is not { } problem)
                {
                    return null;
                }

                reason = problem;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return reason;
            }
            catch (StartupException exception)
            {
                return exception.Message;
            }
            catch (Exception exception)
            {
                reason = exception.Message;
            }

            if (mentioned is null || time.GetElapsedTime(mentioned.Value) > Mention)
            {
                mentioned = time.GetTimestamp();
                Log.Waiting(logger, dependency.Name, reason);
            }

            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested)
            {
                return reason;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Name} is ready on {Addresses}", EventName = "Ready")]
        public static partial void Ready(ILogger logger, string name, string addresses);

        [LoggerMessage(2, LogLevel.Warning, "Waiting for {Dependency}: {Reason}", EventName = "Waiting")]
        public static partial void Waiting(ILogger logger, string dependency, string reason);

        [LoggerMessage(3, LogLevel.Critical, "The start failed because of {Dependency}: {Reason}", EventName = "StartFailed")]
        public static partial void Failed(ILogger logger, string dependency, string reason);
    }
}
