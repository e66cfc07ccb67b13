using System.Net.Sockets;

namespace Todo.Frontend.Gateway;

/// <summary>
/// Connections that break ten seconds after their peer's machine is gone, so that the request can be tried elsewhere: without a word
/// from the peer, TCP would go on sending for a quarter of an hour (tcp(7), tcp_retries2).
/// </summary>
internal static class PeerTimeout
{
    private const int TcpLevel = 6; // IPPROTO_TCP
    private const int UserTimeout = 18; // TCP_USER_TIMEOUT of tcp(7), RFC 5482; milliseconds

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        Socket? socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            Limit(socket);
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            var stream = new NetworkStream(socket, ownsSocket: true);
            socket = null;
            return stream;
        }
        finally
        {
            socket?.Dispose();
        }
    }

    private static void Limit(Socket socket)
    {
        // Who only listens, to an event stream, has to ask now and then.
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)Patience.TotalSeconds / 2);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, (int)Patience.TotalSeconds / 2);
        if (OperatingSystem.IsLinux())
        {
            socket.SetRawSocketOption(TcpLevel, UserTimeout, BitConverter.GetBytes((int)Patience.TotalMilliseconds));
        }
    }
}
