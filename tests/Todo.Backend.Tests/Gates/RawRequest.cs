using System.Net.Sockets;
using System.Text;

namespace Todo.Backend.Tests.Gates;

/// <summary>A request whose headers are sent and whose body never comes: only who does not wait for it can answer.</summary>
internal static class RawRequest
{
    /// <summary>The status line and headers, then what there is of the body.</summary>
    public static async Task<string> HeadersOnlyAsync(Uri address, string method, string path, string? token, CancellationToken cancellation)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(address.Host, address.Port, cancellation);
        await using var stream = connection.GetStream();
        var head = new StringBuilder($"{method} {path} HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\nConnection: close\r\n");
        if (token is not null)
        {
            head.Append($"Authorization: Bearer {token}\r\n");
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), cancellation);
        var buffer = new byte[16 * 1024];
        var length = 0;
        while (!Encoding.UTF8.GetString(buffer, 0, length).Contains('}', StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellation);
            if (read == 0)
            {
                break;
            }

            length += read;
        }

        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
