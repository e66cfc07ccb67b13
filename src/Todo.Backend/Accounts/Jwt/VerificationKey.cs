using System.Security.Cryptography;
using System.Text;

namespace Todo.Backend.Accounts.Jwt;

/// <summary>A key and the one algorithm it is for: the token has no say in it (RFC 8725 3.1).</summary>
internal abstract class VerificationKey(string algorithm)
{
    public const string Es256 = "ES256";
    public const string Rs256 = "RS256";
    public const string Hs256 = "HS256";
    public const string EdDsa = "EdDSA";

    public string Algorithm { get; } = algorithm;

    public abstract bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature);
}

/// <summary>ECDSA on P-256 with SHA-256 (RFC 7518 3.4): R and S, 32 bytes each.</summary>
/// <param name="key">The public key.</param>
/// <param name="lowSOnly">
/// Refuse the other S of a signature (n - S): our own issuer makes only the lower one, so a changed token can't pass. Others
/// make both (RFC 7518 asks for neither).
/// </param>
internal sealed class Es256Key(ECDsa key, bool lowSOnly) : VerificationKey(Es256)
{
    private readonly Lock exclusive = new();

#pragma warning disable CA2000 // Keys live as long as the set they are in; their handles are released with them.
    public static Es256Key FromPoint(ECPoint point, bool lowSOnly) =>
        new(ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point }), lowSOnly);
#pragma warning restore CA2000

    public override bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        // Zero is no valid R or S, whatever the platform's library thinks of it (CVE-2022-21449).
        if (signature.Length != 64 || signature[..32].IndexOfAnyExcept((byte)0) < 0 || signature[32..].IndexOfAnyExcept((byte)0) < 0
            || (lowSOnly && P256.IsHigh(signature[32..])))
        {
            return false;
        }

        lock (exclusive)
        {
            return key.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
    }
}

/// <summary>RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 3.3).</summary>
internal sealed class Rs256Key(RSA key) : VerificationKey(Rs256)
{
    public const int MinBits = 2048;
    public const int MaxBits = 8192;

    private readonly Lock exclusive = new();

    public override bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != key.KeySize / 8)
        {
            return false;
        }

        lock (exclusive)
        {
            return key.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
    }
}

/// <summary>Ed25519 (RFC 8037).</summary>
internal sealed class EdDsaKey(Ed25519 key) : VerificationKey(EdDsa)
{
    public override bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) => key.Verify(data, signature);
}

/// <summary>HMAC with SHA-256 (RFC 7518 3.2).</summary>
internal sealed class Hs256Key(byte[] secret) : VerificationKey(Hs256)
{
    /// <summary>RFC 7518 3.2: a key at least as long as the hash.</summary>
    public const int MinBytes = 32;

    public Hs256Key(string secret)
        : this(Encoding.UTF8.GetBytes(secret))
    {
    }

    public override bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, data, expected);
        return CryptographicOperations.FixedTimeEquals(expected, signature);
    }

    public byte[] Sign(ReadOnlySpan<byte> data) => HMACSHA256.HashData(secret, data);
}
