using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Console;
using Npgsql;
using Todo.Backend.Database;
using Todo.Backend.Database.Backup;
using Todo.Hosting;
using Todo.Hosting.Settings;

namespace Todo.Backend;

/// <summary>Runs one of the binary's verbs on the service's own settings and database, without serving.</summary>
internal static class BackendTool
{
    /// <summary>Gives the exit code: the verb's, 1 when it failed, 2 when a setting is wrong.</summary>
    /// <param name="verb">What it does.</param>
    /// <param name="configure">Settings that this verb alone has.</param>
    public static async Task<int> RunAsync(Func<IServiceProvider, CancellationToken, Task<int>> verb, Action<IHostApplicationBuilder>? configure = null)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, signal) =>
        {
            signal.Cancel = true;
            stop.Cancel();
        };
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            stop.Cancel();
        });
        try
        {
            var builder = ServiceHost.CreateBuilder();
            // Standard output is the verb's own: a backup may go there.
            builder.Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
            // Only what the verbs work on: a migration needs the database's settings and no key.
            builder.AddServiceDefaults("backend");
            builder.AddDatabase();
            configure?.Invoke(builder);
            await using var app = builder.Build();
            app.Services.GetRequiredService<SettingsReader>().ThrowIfAny();
            return await verb(app.Services, stop.Token);
        }
        catch (SettingsException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return ServiceHost.Misconfigured;
        }
        catch (Exception e) when (e is MigrationException or BackupException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return ServiceHost.Failed;
        }
        catch (NpgsqlException e)
        {
            await Console.Error.WriteLineAsync($"The database refused or can't be reached: {e.Message}. Check BACKEND_DATABASE_URL.");
            return ServiceHost.Failed;
        }
        catch (OperationCanceledException)
        {
            return ServiceHost.Failed;
        }
    }
}
