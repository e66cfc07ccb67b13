using System.Net.Sockets;
using Todo.Backend.Tests.Journal;

namespace Todo.Backend.Tests.Draining;

/// <summary>A client whose new connections go to the replicas in turn that are in service, as those through a Service do; kept ones stay.</summary>
internal sealed class TwoAddresses : IDisposable
{
    private readonly SocketsHttpHandler handler;
    private volatile BackendProcess[] inService = [];
    private int turn;

    public TwoAddresses(string token)
    {
        handler = new SocketsHttpHandler { ConnectCallback = ConnectAsync, UseProxy = false };
        Client = new HttpClient(handler) { BaseAddress = new Uri("http://backend") };
        Client.DefaultRequestHeaders.Authorization = new("Bearer", token);
    }

    public HttpClient Client { get; }

    public void Serve(params BackendProcess[] replicas) => inService = replicas;

    public void Dispose()
    {
        Client.Dispose();
        handler.Dispose();
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var replicas = inService;
        var address = replicas[(Interlocked.Increment(ref turn) & int.MaxValue) % replicas.Length].Address;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
