using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Todo.Cli.Secrets;

namespace Todo.Cli.Tests.Secrets;

/// <summary>Real handshakes, by a client that trusts the instance's authority alone.</summary>
[Trait("rule", "C11")]
public sealed class CertificateTests
{
    private static readonly SecretScope Scope = new("todo", "todo-dev", "todo-database", "todo");
    private static readonly Dictionary<string, string> Authority = Certificates.MakeAuthority("todo", TimeProvider.System);

    [Theory]
    [InlineData("todo-database")]
    [InlineData("todo-database.todo-dev")]
    [InlineData("todo-database.todo-dev.svc")]
    [InlineData("todo-database.todo-dev.svc.cluster.local")]
    public async Task The_database_is_believed_under_each_of_its_names(string name) => await ShakeAsync(Certificates.Make(Scope, Authority, TimeProvider.System), name);

    [Fact]
    public async Task A_new_certificate_of_the_same_authority_is_believed_as_well()
    {
        var first = Certificates.Make(Scope, Authority, TimeProvider.System);
        var second = Certificates.Make(Scope, Authority, TimeProvider.System);

        Assert.NotEqual(first[Certificates.Key], second[Certificates.Key]);
        await ShakeAsync(second, "todo-database");
    }

    [Fact]
    public async Task Another_name_or_another_authority_is_not()
    {
        var other = Certificates.MakeAuthority("todo", TimeProvider.System);

        await Assert.ThrowsAsync<AuthenticationException>(() => ShakeAsync(Certificates.Make(Scope, Authority, TimeProvider.System), "todo-database.todo-prod"));
        await Assert.ThrowsAsync<AuthenticationException>(() => ShakeAsync(Certificates.Make(Scope, other, TimeProvider.System), "todo-database"));
    }

    [Fact]
    public void The_authority_lasts_ten_years_and_its_certificates_two()
    {
        var pair = Certificates.Make(Scope, Authority, TimeProvider.System);
        using var authority = X509Certificate2.CreateFromPem(Authority[Certificates.AuthorityCertificate]);
        using var certificate = X509Certificate2.CreateFromPem(pair[Certificates.Certificate]);

        Assert.Equal(10, authority.NotAfter.Year - authority.NotBefore.Year);
        Assert.Equal(2, certificate.NotAfter.Year - certificate.NotBefore.Year);
        Assert.StartsWith("-----BEGIN PRIVATE KEY-----", pair[Certificates.Key], StringComparison.Ordinal);
    }

    private static async Task ShakeAsync(Dictionary<string, string> pair, string name)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await Task.WhenAll(AskAsync((IPEndPoint)listener.LocalEndpoint, name), ServeAsync(listener, pair));
    }

    private static async Task AskAsync(IPEndPoint server, string name)
    {
        using var authority = X509Certificate2.CreateFromPem(Authority[Certificates.AuthorityCertificate]);
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(authority);
        using var client = new TcpClient();
        await client.ConnectAsync(server);
        await using var stream = new SslStream(client.GetStream());
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = name, CertificateChainPolicy = trust });
        Assert.True(stream.IsAuthenticated);
    }

    private static async Task ServeAsync(TcpListener listener, Dictionary<string, string> pair)
    {
        using var certificate = X509Certificate2.CreateFromPem(pair[Certificates.Certificate], pair[Certificates.Key]);
        using var accepted = await listener.AcceptTcpClientAsync();
        await using var stream = new SslStream(accepted.GetStream());
        await stream.AuthenticateAsServerAsync(certificate);
    }
}
