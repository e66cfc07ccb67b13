using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Todo.Cluster.Tests.Running;

/// <summary>Development values as they are: one of each, no TLS.</summary>
public sealed class DevInstallation() : Installation("dev", "todo-dev");

/// <summary>Staging values with what fits a machine of two cores: replicas, autoscaling, budgets, TLS are as they are.</summary>
public sealed class StagingInstallation() : Installation("staging", "todo-staging", isSecure: true)
{
    protected override string Overlay =>
        """
        todo-frontend:
          resources: {requests: {cpu: 30m}}
          autoscaling: {minReplicas: 2, maxReplicas: 3}
        todo-backend:
          resources: {requests: {cpu: 60m}}
          autoscaling: {minReplicas: 2, maxReplicas: 3}
        todo-infrastructure:
          database: {resources: {requests: {cpu: 100m}}}
        """;

    protected override async Task PrepareAsync(CancellationToken cancellation)
    {
        await base.PrepareAsync(cancellation);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + Site.Host, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Site.Host);
        request.CertificateExtensions.Add(names.Build());
        var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddMinutes(-5), TimeProvider.System.GetUtcNow().AddDays(2));
        Site.Trusted = certificate;
        await Kubectl.ApplyAsync(
            $$"""
            {"apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/tls", "metadata": {"name": "{{Instance}}-tls"}, "data": {
              "tls.crt": "{{Base64(certificate.ExportCertificatePem())}}", "tls.key": "{{Base64(key.ExportPkcs8PrivateKeyPem())}}"} }
            """,
            cancellation);
    }

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));
}

/// <summary>One development installation for the proofs that read and try.</summary>
[CollectionDefinition(Name)]
public sealed class Dev : ICollectionFixture<DevInstallation>
{
    public const string Name = "1 dev";
}

/// <summary>One staging installation for the proofs that disturb.</summary>
[CollectionDefinition(Name)]
public sealed class Staging : ICollectionFixture<StagingInstallation>
{
    public const string Name = "2 staging";
}
