using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Todo.Hosting.Health;
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
    /// only says whether the settings are right.
    /// </summary>
    public static async Task<int> RunAsync(string[] args, Func<WebApplicationBuilder, WebApplication> build)
    {
        var checkOnly = args is ["check"];
        if (args.Length > 0 && !checkOnly)
        {
            return await ReportAsync([$"'{args[0]}' is not understood: a service takes no argument but 'check', its settings are environment variables (env.example)."], Misconfigured);
        }

        var builder = CreateBuilder();
        WebApplication app;
        try
        {
            app = build(builder);
        }
        catch (Exception exception) when (SettingsProblems(builder, exception) is { } problems)
        {
            return await ReportAsync(problems, Misconfigured);
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
            catch (Exception exception) when (exception is IOException or SocketException)
            {
                var settings = app.Services.GetRequiredService<ServiceSettings>();
                var options = app.Services.GetRequiredService<ServiceOptions>();
                await app.DisposeAsync();
                return await ReportAsync(PortProblems(settings, options, builder.Settings().Prefix, exception), Misconfigured);
            }

            await app.WaitForShutdownAsync();
            return health.StartFailure is { } failure ? await ReportAsync([failure], Failed) : Stopped;
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

    // Kestrel does not say which address it failed on, so each is tried once more.
    private static List<string> PortProblems(ServiceSettings settings, ServiceOptions options, string prefix, Exception exception)
    {
        var problems = new List<string>();
        foreach (var listener in ServiceDefaults.Listeners(settings, options, prefix))
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(settings.BindAddress ?? (Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any), listener.Port));
            }
            catch (SocketException failure)
            {
                problems.Add(failure.SocketErrorCode switch
                {
                    SocketError.AddressAlreadyInUse => $"{listener.Setting}: port {listener.Port} is in use: stop what uses it or choose another port.",
                    SocketError.AccessDenied => $"{listener.Setting}: port {listener.Port} needs more rights than this user has: choose one above 1023.",
                    SocketError.AddressNotAvailable => $"{prefix}_ADDRESS: this machine has no address '{settings.Address}': choose one of its own, or *.",
                    _ => $"{listener.Setting}: port {listener.Port} cannot be opened ({failure.Message}): choose another port.",
                });
            }
        }

        return problems.Count > 0 ? [.. problems.Distinct(StringComparer.Ordinal)] : [$"{prefix}_PORT: {exception.Message}"];
    }

    private static async Task<int> ReportAsync(IReadOnlyList<string> problems, int exitCode)
    {
        foreach (var problem in problems)
        {
            await Console.Error.WriteLineAsync(problem);
        }

        return exitCode;
    }
}
