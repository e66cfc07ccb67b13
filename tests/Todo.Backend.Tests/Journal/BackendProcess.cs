using System.Diagnostics;
using System.Net;
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

    public static async Task<BackendProcess> StartAsync(TestBackend other)
    {
        var port = FreePort();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Todo.Backend.dll")]) { UseShellExecute = false };
        foreach (var (name, value) in TestBackend.Variables(other.Database))
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

    /// <summary>SIGKILL: no drain, nothing said.</summary>
    public void Kill() => process.Kill();

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
