using System.Security.Cryptography;
using System.Text.Json;

namespace Todo.Backend.Accounts.Jwt;

/// <summary>
/// A key set (RFC 7517 5) read with suspicion: only public signature keys of the three algorithms we verify, each bound to its own. What
/// can't be used is left out, as RFC 7517 5 asks.
/// </summary>
internal static class Jwks
{
    private const int MaxKeys = 100;

    // Members of private and symmetric keys (RFC 7518 6): a set that shows them is nothing to trust.
    private static readonly string[] PrivateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    /// <summary>The usable keys by their id; null when this is no key set.</summary>
    public static Dictionary<string, VerificationKey>? Read(ReadOnlyMemory<byte> json)
    {
        if (!StrictJson.TryParse(json, out var document))
        {
            return null;
        }

        using (document)
        {
            if (!document.RootElement.TryGetProperty("keys", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > MaxKeys)
            {
                return null;
            }

            var keys = new Dictionary<string, VerificationKey>(StringComparer.Ordinal);
            var twice = new HashSet<string>(StringComparer.Ordinal);
            foreach (var jwk in list.EnumerateArray().Where(jwk => jwk.ValueKind == JsonValueKind.Object))
            {
                if (jwk.String("kid") is { Length: > 0 and <= 256 } kid && Key(jwk) is { } key && !keys.TryAdd(kid, key))
                {
                    twice.Add(kid);
                }
            }

            // Which of two keys of one name is meant nobody can say: neither.
            foreach (var kid in twice)
            {
                keys.Remove(kid);
            }

            return keys;
        }
    }

    /// <summary>The key of one entry, or null when it is not for us.</summary>
    public static VerificationKey? Key(JsonElement jwk)
    {
        if (PrivateMembers.Any(name => jwk.TryGetProperty(name, out _)) || !IsForVerifying(jwk))
        {
            return null;
        }

        VerificationKey? key = (jwk.String("kty"), jwk.String("crv")) switch
        {
            ("EC", "P-256") => Ec(jwk),
            ("OKP", "Ed25519") => Okp(jwk),
            ("RSA", _) => Rsa(jwk),
            _ => null,
        };

        // Older Better Auths leave "alg" out: the type of the key says it then. A stated one must be that.
        var hasAlgorithm = jwk.TryGetProperty("alg", out _);
        return key is null || (hasAlgorithm && !IsNameOf(key.Algorithm, jwk.String("alg"))) ? null : key;
    }

    // RFC 9864 2.2 calls EdDSA on this curve "Ed25519".
    private static bool IsNameOf(string algorithm, string? stated) => stated == algorithm || (algorithm == VerificationKey.EdDsa && stated == "Ed25519");

    private static bool IsForVerifying(JsonElement jwk)
    {
        if (jwk.TryGetProperty("use", out _) && jwk.String("use") != "sig")
        {
            return false;
        }

        return !jwk.TryGetProperty("key_ops", out var operations)
            || (operations.ValueKind == JsonValueKind.Array && operations.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.String && item.ValueEquals("verify")));
    }

    private static Es256Key? Ec(JsonElement jwk)
    {
        if (Bytes(jwk, "x") is not { Length: 32 } x || Bytes(jwk, "y") is not { Length: 32 } y)
        {
            return null;
        }

        try
        {
            return Es256Key.FromPoint(new ECPoint { X = x, Y = y }, lowSOnly: false);
        }
        catch (CryptographicException)
        {
            // Not on the curve.
            return null;
        }
    }

    private static EdDsaKey? Okp(JsonElement jwk) => Bytes(jwk, "x") is { } x && Ed25519.Create(x) is { } key ? new EdDsaKey(key) : null;

    private static Rs256Key? Rsa(JsonElement jwk)
    {
        if (Bytes(jwk, "n") is not { } n || Bytes(jwk, "e") is not { Length: > 0 and <= 8 } e || n.Length < Rs256Key.MinBits / 8 || n.Length > Rs256Key.MaxBits / 8)
        {
            return null;
        }

        // The smallest exponent that means anything is 3, and it is odd.
        if ((e[^1] & 1) == 0 || (e.Length == 1 && e[0] < 3))
        {
            return null;
        }

#pragma warning disable CA2000 // Keys live as long as the set they are in.
        var rsa = RSA.Create();
#pragma warning restore CA2000
        try
        {
            rsa.ImportParameters(new RSAParameters { Modulus = n, Exponent = e });
            if (rsa.KeySize >= Rs256Key.MinBits)
            {
                return new Rs256Key(rsa);
            }
        }
        catch (CryptographicException)
        {
            // No key.
        }

        rsa.Dispose();
        return null;
    }

    private static byte[]? Bytes(JsonElement jwk, string name) => jwk.String(name) is { } text && StrictBase64Url.TryDecode(text, out var bytes) ? bytes : null;
}
