using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Configuration;
using Todo.Hosting.Settings;

namespace Todo.Hosting.Health;

/// <summary>
/// The verb <c>healthy</c> (003-T011): asks the service that runs on these settings at <c>/healthz</c>. An image has no shell and no curl,
/// so its own program is the health check. It builds no application and brings no HTTP client: it runs every few seconds.
/// </summary>
internal static class HealthyVerb
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>0 when the service answers 200 within two seconds, otherwise 1 and one line that says why.</summary>
    public static async Task<int> RunAsync(string service, IConfiguration environment, TextWriter errors, CancellationToken cancellationToken)
    {
        // What is wrong with the settings has kept the service itself from starting.
        var settings = new SettingsReader(environment, service.ToUpperInvariant()).Read<ServiceSettings>();
        if (settings.Port == 0)
        {
            await errors.WriteLineAsync($"{service.ToUpperInvariant()}_PORT is 0, any free port: name one, so that it can be asked.");
            return ServiceHost.Failed;
        }

        var address = settings.BindAddress is { } bound && !bound.Equals(IPAddress.Any) && !bound.Equals(IPAddress.IPv6Any) ? bound : IPAddress.Loopback;
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        string answer;
        try
        {
            answer = await AskAsync(new IPEndPoint(address, settings.Port), either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            answer = $"no answer within {Patience.TotalSeconds} s";
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            answer = failure.Message;
        }

        if (answer.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal))
        {
            return ServiceHost.Stopped;
        }

        await errors.WriteLineAsync($"The {service} at {address}:{settings.Port} is not healthy: {answer}.");
        return ServiceHost.Failed;
    }

    // The answer's first line.
    private static async Task<string> AskAsync(IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        using var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(endpoint, cancellationToken);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray(), cancellationToken);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return await reader.ReadLineAsync(cancellationToken) ?? "it closed the connection";
    }
}
