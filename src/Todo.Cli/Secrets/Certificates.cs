using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Todo.Cli.Secrets;

/// <summary>An authority of the instance's own, and the database's certificates by it; ECDSA P-256, in PEM.</summary>
internal static class Certificates
{
    public const string AuthorityCertificate = "ca.crt";
    public const string AuthorityKey = "ca.key";
    public const string Certificate = "tls.crt";
    public const string Key = "tls.key";

    private const int AuthorityYears = 10;
    private const int Years = 2;
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    // Clocks of nodes differ.
    private static readonly TimeSpan Margin = TimeSpan.FromHours(1);

    /// <summary><c>ca.crt</c> and <c>ca.key</c>, for 10 years.</summary>
    public static Dictionary<string, string> MakeAuthority(string instance, TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Subject($"{instance} database authority"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = time.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now - Margin, now.AddYears(AuthorityYears));
        return new(StringComparer.Ordinal) { [AuthorityCertificate] = Pem(certificate), [AuthorityKey] = key.ExportPkcs8PrivateKeyPem() + "\n" };
    }

    /// <summary><c>ca.crt</c>, <c>tls.crt</c> and <c>tls.key</c> for the database's Service, for 2 years.</summary>
    /// <param name="authority">As <see cref="MakeAuthority"/> gives it.</param>
    public static Dictionary<string, string> Make(SecretScope scope, IReadOnlyDictionary<string, string> authority, TimeProvider time)
    {
        using var issuer = X509Certificate2.CreateFromPem(authority[AuthorityCertificate], authority[AuthorityKey]);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var name = $"{scope.Instance}-database";
        var request = new CertificateRequest(Subject(name), key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in new[] { name, $"{name}.{scope.Namespace}", $"{name}.{scope.Namespace}.svc", $"{name}.{scope.Namespace}.svc.cluster.local" })
        {
            names.AddDnsName(host);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, includeKeyIdentifier: true, includeIssuerAndSerial: false));

        var now = time.GetUtcNow();
        var from = Later(now - Margin, new DateTimeOffset(issuer.NotBefore));
        var until = Earlier(now.AddYears(Years), new DateTimeOffset(issuer.NotAfter));
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7f; // a positive number (RFC 5280 4.1.2.2)
        using var certificate = request.Create(issuer, from, until, serial);
        return new(StringComparer.Ordinal)
        {
            [AuthorityCertificate] = authority[AuthorityCertificate],
            [Certificate] = Pem(certificate),
            [Key] = key.ExportPkcs8PrivateKeyPem() + "\n",
        };
    }

    // Within the authority's own time.
    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static X500DistinguishedName Subject(string name)
    {
        var builder = new X500DistinguishedNameBuilder();

        // At most 64 characters (RFC 5280, ub-common-name); the names that count are the alternative ones.
        builder.AddCommonName(name.Length <= 64 ? name : name[..64]);
        return builder.Build();
    }

    private static string Pem(X509Certificate2 certificate) => certificate.ExportCertificatePem() + "\n";
}
