using System.Net;
using Todo.Hosting;
using Todo.Hosting.Network;

namespace Todo.Frontend.Gateway;

/// <summary>
/// The connections to the backend. Requests and event streams have pools of their own: streams stay open for hours and must
/// not take the places of requests.
/// </summary>
public sealed class Backend : IDisposable
{
    private readonly GatewaySettings settings;
    private readonly ServiceSettings service;
    private readonly SocketsHttpHandler requests;
    private readonly SocketsHttpHandler streams;

    public Backend(GatewaySettings settings, ServiceSettings service)
    {
        this.settings = settings;
        this.service = service;
        Address = settings.BackendUrl.GetLeftPart(UriPartial.Authority);
        McpAddress = (settings.McpUrl ?? settings.BackendUrl).GetLeftPart(UriPartial.Authority);
        requests = Pool(settings.BackendConnections);
        streams = Pool(settings.BackendStreams);
        Requests = new HttpMessageInvoker(requests, disposeHandler: false);
        Streams = new HttpMessageInvoker(streams, disposeHandler: false);
        Pages = new HttpClient(requests, disposeHandler: false) { Timeout = settings.BackendTimeout };
    }

    /// <summary>Scheme, host and port, without a slash at the end.</summary>
    public string Address { get; }

    /// <summary>The same of what answers /mcp: the backend, or a process of its own.</summary>
    public string McpAddress { get; }

    public HttpMessageInvoker Requests { get; }

    public HttpMessageInvoker Streams { get; }

    /// <summary>For our own pages: whole answers, and nobody waits longer for a page than this.</summary>
    public HttpClient Pages { get; }

    /// <summary>
    /// Says on whose behalf the gateway asks; the backend believes it because of the credential. What a client sends under
    /// these names is never passed on.
    /// </summary>
    public void Identify(HttpContext context, HttpRequestMessage request)
    {
        var headers = request.Headers;
        if (context.Connection.RemoteIpAddress is { } address)
        {
            headers.TryAddWithoutValidation(ClientAddress.ForwardedFor, address.ToString());
        }

        headers.TryAddWithoutValidation(ClientAddress.ForwardedProto, context.Request.Scheme);
        if (service.GatewayKey is { } key)
        {
            headers.TryAddWithoutValidation(ClientAddress.GatewayHeader, key.Current);
        }
    }

    public void Dispose()
    {
        Pages.Dispose();
        Requests.Dispose();
        Streams.Dispose();
        requests.Dispose();
        streams.Dispose();
    }

    private SocketsHttpHandler Pool(int connections) => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        MaxConnectionsPerServer = connections,
        PooledConnectionLifetime = settings.BackendConnectionLifetime,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
        UseCookies = false,
        UseProxy = false,
    };
}
