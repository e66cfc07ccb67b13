using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Todo.Testing;

namespace Todo.Backend.Tests.Journal;

/// <summary>The backend as a process of its own, on the database and with the keys of another one, to be killed.</summary>
internal sealed class BackendProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly Process process;

    private BackendProcess(Process process, Uri address)
    {
        this.process = process;
        Address = address;
    }

    public Uri Address { get; }

    public static Task<BackendProcess> StartAsync(TestBackend other) => StartAsync(other.Database, new Dictionary<string, string?>(StringComparer.Ordinal));

    /// <summary>Settings are the service's variables, over those a test needs anyway.</summary>
    public static async Task<BackendProcess> StartAsync(TestDatabase database, IReadOnlyDictionary<string, string?> settings)
    {
        var port = FreePort();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Todo.Backend.dll")]) { UseShellExecute = false };
        foreach (var (name, value) in TestBackend.Variables(database).Concat(settings))
        {
            start.Environment[name] = value;
        }

        start.Environment["BACKEND_PORT"] = $"{port}";
        var backend = new BackendProcess(Process.Start(start)!, new Uri($"http://127.0.0.1:{port}"));
        try
        {
            await backend.ReadyAsync();
            return backend;
        }
        catch
        {
            backend.Dispose();
            throw;
        }
    }

    /// <summary>A client for the public API with this token.</summary>
    public HttpClient Client(string token)
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>SIGKILL: no drain, nothing said.</summary>
    public void Kill() => process.Kill();

    /// <summary>Any other signal, by its name: STOP, CONT, TERM.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{process.Id}"]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    public async Task EndedAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(patience.Token);
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }

    private async Task ReadyAsync()
    {
        using var client = new HttpClient { BaseAddress = Address };
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                if ((await client.GetAsync("/readyz", patience.Token)).IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            Assert.False(process.HasExited, "The backend has ended instead of getting ready.");
            await Task.Delay(Pause, patience.Token);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
