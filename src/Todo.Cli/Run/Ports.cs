using System.Net;
using System.Net.Sockets;

namespace Todo.Cli.Run;

/// <summary>Ports on the loopback interface.</summary>
internal static class Ports
{
    /// <summary>The port itself when it can be had (0 chooses a free one); a <see cref="UserException"/> says why not.</summary>
    public static int Check(int port)
    {
        try
        {
            using var socket = Bind(port);
            return ((IPEndPoint)socket.LocalEndPoint!).Port;
        }
        catch (SocketException error)
        {
            throw new UserException(error.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => $"Port {port} is in use. Stop what uses it, or choose another with --port.",
                SocketError.AccessDenied => $"Port {port} needs more rights than {Environment.UserName} has. Choose one above 1023 with --port.",
                _ => $"Port {port} can't be opened: {error.Message}. Choose another with --port.",
            });
        }
    }

    /// <summary>So many different free ports; all are held until each is known.</summary>
    public static int[] Free(int count)
    {
        var sockets = Enumerable.Range(0, count).Select(_ => Bind(0)).ToArray();
        try
        {
            return [.. sockets.Select(socket => ((IPEndPoint)socket.LocalEndPoint!).Port)];
        }
        finally
        {
            Array.ForEach(sockets, socket => socket.Dispose());
        }
    }

    private static Socket Bind(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // As Kestrel binds: a port that only lingers in TIME_WAIT is free.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen();
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
