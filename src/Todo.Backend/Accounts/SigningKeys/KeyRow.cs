using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Todo.Backend.Accounts.Jwt;

namespace Todo.Backend.Accounts.SigningKeys;

/// <summary>The public part as it is published (RFC 7517 4, RFC 7518 6.2.1).</summary>
public sealed record PublicJwk(string Kty, string Crv, string X, string Y, string Alg, string Use, string Kid);

/// <summary>GET /api/auth/jwks.</summary>
public sealed record PublicJwks(IReadOnlyList<PublicJwk> Keys);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PublicJwks))]
[JsonSerializable(typeof(PublicJwk))]
internal sealed partial class JwkJson : JsonSerializerContext;

/// <summary>An own key in memory.</summary>
internal sealed class LoadedKey
{
    private readonly ECDsa? signer;
    private readonly Lock exclusive = new();

    public LoadedKey(SigningKey row, byte[]? privateKey)
    {
        Kid = row.Kid;
        ActiveFrom = row.ActiveFrom;
        RetiredAt = row.RetiredAt;
        Public = JsonSerializer.Deserialize(row.PublicKey, JwkJson.Default.PublicJwk)!;
        Verifier = Es256Key.FromPoint(Point(Public), lowSOnly: true);
        if (privateKey is not null)
        {
            signer = ECDsa.Create();
            signer.ImportPkcs8PrivateKey(privateKey, out _);
        }
    }

    public string Kid { get; }

    public DateTimeOffset ActiveFrom { get; }

    public DateTimeOffset? RetiredAt { get; }

    public PublicJwk Public { get; }

    public VerificationKey Verifier { get; }

    /// <summary>False when the private part can't be decrypted: it still verifies.</summary>
    public bool CanSign => signer is not null;

    /// <summary>A new key as a row, with its private part sealed.</summary>
    public static SigningKey Create(string secret, DateTimeOffset activeFrom, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var kid = RandomText.New(16);
        var q = key.ExportParameters(includePrivateParameters: false).Q;
        var jwk = new PublicJwk(
            "EC", "P-256", System.Buffers.Text.Base64Url.EncodeToString(q.X), System.Buffers.Text.Base64Url.EncodeToString(q.Y), VerificationKey.Es256, "sig", kid);
        var pkcs8 = key.ExportPkcs8PrivateKey();
        try
        {
            return new SigningKey
            {
                Kid = kid,
                Algorithm = VerificationKey.Es256,
                PublicKey = JsonSerializer.Serialize(jwk, JwkJson.Default.PublicJwk),
                PrivateKey = KeyEncryption.Seal(secret, kid, pkcs8),
                ActiveFrom = activeFrom,
                CreatedAt = now,
            };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pkcs8);
        }
    }

    /// <summary>R and S, with the lower S: its verifier takes no other.</summary>
    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        var key = signer ?? throw new InvalidOperationException($"The private part of signing key {Kid} can't be decrypted: restore BACKEND_KEY_ENCRYPTION_KEY.");
        byte[] signature;
        lock (exclusive)
        {
            signature = key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }

        P256.MakeLow(signature.AsSpan(32));
        return signature;
    }

    private static ECPoint Point(PublicJwk jwk) => new()
    {
        X = System.Buffers.Text.Base64Url.DecodeFromChars(jwk.X),
        Y = System.Buffers.Text.Base64Url.DecodeFromChars(jwk.Y),
    };
}
