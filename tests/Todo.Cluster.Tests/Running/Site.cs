using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Todo.Cluster.Tests.Running;

/// <summary>The web app as people reach it: through the ingress, by its host's name.</summary>
public sealed class Site(string host, bool isSecure)
{
    public string Host { get; } = host;

    /// <summary>Scheme, host and port as a browser here has them.</summary>
    public string Origin { get; } = isSecure
        ? $"https://{host}{Port(TestCluster.Https.Port, 443)}"
        : $"http://{host}{Port(TestCluster.Http.Port, 80)}";

    public Uri Address => new(Origin);

    /// <summary>The certificate that the ingress must show: tests make their own.</summary>
    public X509Certificate2? Trusted { get; set; }

    /// <summary>A client of its own connections.</summary>
    public HttpClient Client(TimeSpan? timeout = null) => new(Handler(), disposeHandler: true) { BaseAddress = Address, Timeout = timeout ?? TimeSpan.FromSeconds(30) };

    /// <summary>Plain HTTP, where <see cref="Client"/> uses TLS.</summary>
    public HttpClient PlainClient() => new(Handler(), disposeHandler: true) { BaseAddress = new Uri($"http://{Host}{Port(TestCluster.Http.Port, 80)}"), Timeout = TimeSpan.FromSeconds(30) };

    private static string Port(int port, int usual) => port == usual ? "" : $":{port}";

    private SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        PooledConnectionLifetime = TimeSpan.FromSeconds(20),
        SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null && Trusted is not null && certificate.GetCertHashString() == Trusted.Thumbprint },
        // The ingress is where the environment says, whatever the name resolves to.
        ConnectCallback = static async (context, cancellation) =>
        {
            var (address, _) = context.DnsEndPoint.Port == TestCluster.Https.Port ? TestCluster.Https : TestCluster.Http;
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(address, context.DnsEndPoint.Port, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };
}
