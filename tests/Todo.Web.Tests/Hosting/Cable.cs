using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Todo.Web.Tests.Hosting;

/// <summary>The way from a browser to the site, byte by byte, which a test can cut: open connections break, new ones are refused.</summary>
public sealed class Cable : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly ConcurrentDictionary<TcpClient, bool> open = new();
    private readonly int target;
    private readonly Task accepting;
    private volatile bool isCut;

    public Cable(Uri target)
    {
        this.target = target.Port;
        listener.Start();
        Address = new Uri($"http://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}");
        accepting = AcceptAsync();
    }

    public Uri Address { get; }

    public void Cut()
    {
        isCut = true;
        foreach (var connection in open.Keys)
        {
            connection.Close();
        }
    }

    public void Mend() => isCut = false;

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        Cut();
        listener.Dispose();
        await accepting;
        end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(end.Token);
                _ = ConnectAsync(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ConnectAsync(TcpClient client)
    {
        using var server = new TcpClient();
        (open[client], open[server]) = (true, true);
        try
        {
            if (!isCut)
            {
                await server.ConnectAsync(IPAddress.Loopback, target);
                await Task.WhenAny(client.GetStream().CopyToAsync(server.GetStream(), end.Token), server.GetStream().CopyToAsync(client.GetStream(), end.Token));
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // Cut.
        }
        finally
        {
            open.TryRemove(client, out _);
            open.TryRemove(server, out _);
            client.Dispose();
        }
    }
}
