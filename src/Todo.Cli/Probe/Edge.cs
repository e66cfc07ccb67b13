using System.Globalization;
using System.Net.Sockets;

namespace Todo.Cli.Probe;

/// <summary>One thing to reach: a TCP port, or an address and the status that it must answer.</summary>
internal sealed class Edge
{
    // One try: a packet that a policy drops must not use up the time of the next.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly Uri address;
    private readonly int status;

    private Edge(string text, Uri address, int status)
    {
        Text = text;
        this.address = address;
        this.status = status;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Null when it is no edge.</summary>
    public static Edge? Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Host.Length == 0)
        {
            return null;
        }

        switch (address.Scheme)
        {
            case "tcp":
                return address.Port > 0 ? new Edge(text, address, 0) : null;
            case "http" or "https":
                if (address.Fragment.Length == 0)
                {
                    return new Edge(text, address, 200);
                }

                return int.TryParse(address.Fragment.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 100 and < 600
                    ? new Edge(text, address, status)
                    : null;
            default:
                return null;
        }
    }

    /// <summary>Null when it is open, else a few words why not.</summary>
    public async Task<string?> TryAsync(HttpMessageInvoker http, string? host, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Limit);
        try
        {
            return address.Scheme == "tcp" ? await ConnectAsync(limit.Token) : await AskAsync(http, host, limit.Token);
        }
        catch (SocketException error)
        {
            return error.Message;
        }
        catch (HttpRequestException error)
        {
            return error.Message;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return "no answer";
        }
    }

    private async Task<string?> ConnectAsync(CancellationToken cancellation)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, cancellation);
        return null;
    }

    private async Task<string?> AskAsync(HttpMessageInvoker http, string? host, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Host = host;
        using var response = await http.SendAsync(request, cancellation);
        return (int)response.StatusCode == status ? null : $"answers {(int)response.StatusCode}, not {status}";
    }
}
