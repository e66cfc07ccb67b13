using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Todo.Hosting.Health;
using Todo.Hosting.Network;
using Todo.Hosting.Settings;

namespace Todo.Hosting;

/// <summary>Runs a service and turns what stops its start into one line each and an exit code.</summary>
public static class ServiceHost
{
    /// <summary>The service ended as it was told to.</summary>
    public const int Stopped = 0;

    /// <summary>Something it depends on could not be reached, or it failed.</summary>
    public const int Failed = 1;

    /// <summary>A setting is wrong, or a port cannot be had.</summary>
    public const int Misconfigured = 2;

    /// <summary>
    /// A builder that is configured by environment variables and by nothing else. Tests pass variables of their own,
    /// which then stand for the whole environment.
    /// </summary>
    public static WebApplicationBuilder CreateBuilder(IEnumerable<KeyValuePair<string, string?>>? variables = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = System.Reflection.Assembly.GetEntryAssembly()?.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.Services.AddLogging();
        if (variables is null)
        {
            builder.Configuration.AddEnvironmentVariables();
        }
        else
        {
            builder.Configuration.AddInMemoryCollection(variables);
        }

        return builder;
    }

    /// <summary>
    /// Builds, runs until the process is told to stop, and answers with the exit code. With the argument <c>check</c> it
    /// only says whether the settings are right, with <c>healthy</c> whether the one that runs beside it is alive. The service's
    /// name in capitals is the prefix of its settings.
    /// </summary>
    public static async Task<int> RunAsync(string service, string[] args, Func<WebApplicationBuilder, WebApplication> build)
    {
        if (args is ["healthy"])
        {
            return await HealthyVerb.RunAsync(service, new ConfigurationBuilder().AddEnvironmentVariables().Build(), Console.Error, CancellationToken.None);
        }

        var checkOnly = args is ["check"];
        if (args.Length > 0 && !checkOnly)
        {
            return await ReportAsync(Console.Error, [$"'{args[0]}' is not understood: a service takes no argument but 'check' or 'healthy', its settings are environment variables (env.example)."], Misconfigured);
        }

        return await RunAsync(CreateBuilder(), build, checkOnly, Console.Error);
    }

    /// <summary>The same on a builder with variables of a test's own.</summary>
    internal static async Task<int> RunAsync(WebApplicationBuilder builder, Func<WebApplicationBuilder, WebApplication> build, bool checkOnly, TextWriter errors)
    {
        WebApplication app;
        try
        {
            app = build(builder);
        }
        catch (Exception exception) when (SettingsProblems(builder, exception) is { } problems)
        {
            return await ReportAsync(errors, problems, Misconfigured);
        }

        await using (app)
        {
            if (checkOnly)
            {
                return Stopped;
            }

            var health = app.Services.GetRequiredService<ServiceHealth>();
            try
            {
                await app.StartAsync();
            }
            catch (Exception exception)
            {
                var settings = app.Services.GetRequiredService<ServiceSettings>();
                var options = app.Services.GetRequiredService<ServiceOptions>();
                await app.DisposeAsync();
                var ports = exception is IOException or SocketException ? PortProblems.Find(settings, options, builder.Settings().Prefix) : [];
                return ports.Count > 0
                    ? await ReportAsync(errors, ports, Misconfigured)
                    : await ReportAsync(errors, [exception.ToString()], Failed);
            }

            try
            {
                await app.WaitForShutdownAsync();
            }
            catch (Exception exception)
            {
                return await ReportAsync(errors, [exception.ToString()], Failed);
            }

            return health.StartFailure is { } failure ? await ReportAsync(errors, [failure], Failed)
                : app.Services.GetServices<IHostedService>().OfType<BackgroundService>().Any(worker => worker.ExecuteTask is { IsFaulted: true }) ? Failed
                : Stopped;
        }
    }

    // Whatever failed while settings are wrong most likely failed because of them.
    private static IReadOnlyList<string>? SettingsProblems(WebApplicationBuilder builder, Exception exception)
    {
        if (exception is SettingsException known)
        {
            return known.Problems;
        }

        try
        {
            builder.Settings().ThrowIfAny();
            return null;
        }
        catch (SettingsException found)
        {
            return found.Problems;
        }
    }

    private static async Task<int> ReportAsync(TextWriter errors, IReadOnlyList<string> problems, int exitCode)
    {
        foreach (var problem in problems)
        {
            await errors.WriteLineAsync(problem);
        }

        return exitCode;
    }
}
