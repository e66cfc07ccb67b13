using System.Globalization;
using System.Security.Cryptography;

namespace Todo.Cli.Cluster;

/// <summary>How an API server encrypts Secrets in its store (C14).</summary>
internal static class EncryptionConfiguration
{
    /// <summary>
    /// The configuration with a new random key, as kube-apiserver's option --encryption-provider-config takes it. Whoever loses the key loses
    /// all Secrets. <c>identity</c> stands last, so that what was stored in plain before can still be read.
    /// </summary>
    public static string Make(TimeProvider time)
    {
        var name = time.GetUtcNow().ToString("'key-'yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        return $$"""
            # task: 004-T039
            # Secrets are encrypted by XSalsa20 and Poly1305 in the cluster's store. Keep this file: without its key they can't be read again.
            apiVersion: apiserver.config.k8s.io/v1
            kind: EncryptionConfiguration
            resources:
              - resources: [secrets]
                providers:
                  - secretbox:
                      keys:
                        - {name: {{name}}, secret: {{key}}}
                  - identity: {}

            """;
    }
}
