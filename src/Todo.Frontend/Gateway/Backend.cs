using System.Diagnostics.Metrics;
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
    private readonly Meter meter = new("Todo.Gateway");
    private readonly SocketsHttpHandler requests;
    private readonly SocketsHttpHandler streams;
    private readonly SteadyHandler steadyRequests;
    private readonly SteadyHandler steadyStreams;

    public Backend(GatewaySettings settings, ServiceSettings service, TimeProvider time)
    {
        this.settings = settings;
        this.service = service;
        Address = settings.BackendUrl.GetLeftPart(UriPartial.Authority);
        McpAddress = (settings.McpUrl ?? settings.BackendUrl).GetLeftPart(UriPartial.Authority);
        requests = Pool(settings.BackendConnections);
        streams = Pool(settings.BackendStreams);
        var (breakers, budget) = (new Breakers(meter, time), new RetryBudget());
        steadyRequests = new SteadyHandler(requests, breakers, budget, meter, time);
        steadyStreams = new SteadyHandler(streams, breakers, budget, meter, time);
        Probes = new HttpMessageInvoker(requests, disposeHandler: false);
        Requests = new HttpMessageInvoker(steadyRequests, disposeHandler: false);
        Streams = new HttpMessageInvoker(steadyStreams, disposeHandler: false);
        Pages = new HttpClient(steadyRequests, disposeHandler: false) { Timeout = settings.BackendTimeout };
    }

    /// <summary>Scheme, host and port, without a slash at the end.</summary>
    public string Address { get; }

    /// <summary>The same of what answers /mcp: the backend, or a process of its own.</summary>
    public string McpAddress { get; }

    /// <summary>For the start, which asks until the backend is there: without retries and breaker.</summary>
    public HttpMessageInvoker Probes { get; }

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
        ClientAddress.AddGateway(request, service.Gateway);
    }

    public void Dispose()
    {
        Pages.Dispose();
        Probes.Dispose();
        Requests.Dispose();
        Streams.Dispose();
        steadyRequests.Dispose();
        steadyStreams.Dispose();
        requests.Dispose();
        streams.Dispose();
        meter.Dispose();
    }

    private SocketsHttpHandler Pool(int connections) => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectCallback = PeerTimeout.ConnectAsync,
        ConnectTimeout = TimeSpan.FromSeconds(3),
        MaxConnectionsPerServer = connections,
        PooledConnectionLifetime = settings.BackendConnectionLifetime,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
        UseCookies = false,
        UseProxy = false,
    };
}
