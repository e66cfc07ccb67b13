using System.Text;
using System.Text.Json;

namespace Todo.Backend.Accounts.Jwt;

/// <summary>A token taken apart (RFC 7515 7.1, compact serialization only); nothing in it is to be believed yet.</summary>
internal sealed class UnverifiedJwt
{
    /// <summary>Longer tokens are refused before any parsing.</summary>
    public const int MaxLength = 8192;

    private const int MaxKeyIdLength = 256;

    // RFC 8725 2.x: headers that name a key, or a meaning that must be understood (RFC 7515 4.1.11, RFC 7797). Refused, never followed.
    private static readonly string[] Refused = ["crit", "b64", "jku", "jwk", "x5u", "x5c", "x5t", "x5t#S256", "cty", "enc", "zip"];

    private UnverifiedJwt(string algorithm, string? keyId, byte[] signed, byte[] payload, byte[] signature)
    {
        Algorithm = algorithm;
        KeyId = keyId;
        Signed = signed;
        Payload = payload;
        Signature = signature;
    }

    public string Algorithm { get; }

    public string? KeyId { get; }

    /// <summary>What the signature is over: header and payload as they were sent.</summary>
    public byte[] Signed { get; }

    public byte[] Payload { get; }

    public byte[] Signature { get; }

    public static JwtFault Read(string token, out UnverifiedJwt? jwt)
    {
        jwt = null;
        if (token.Length > MaxLength)
        {
            return JwtFault.TooLong;
        }

        if (!Ascii.IsValid(token))
        {
            return JwtFault.Malformed;
        }

        var bytes = Encoding.ASCII.GetBytes(token);
        var first = bytes.AsSpan().IndexOf((byte)'.');
        var second = bytes.AsSpan().LastIndexOf((byte)'.');
        // Exactly three parts (five would be encrypted), none of them empty: "alg": "none" has no signature.
        if (first < 1 || second == first || second == bytes.Length - 1
            || bytes.AsSpan(first + 1, second - first - 1).Contains((byte)'.')
            || !StrictBase64Url.TryDecode(bytes.AsSpan(0, first), out var header)
            || !StrictBase64Url.TryDecode(bytes.AsSpan(first + 1, second - first - 1), out var payload)
            || !StrictBase64Url.TryDecode(bytes.AsSpan(second + 1), out var signature))
        {
            return JwtFault.Malformed;
        }

        var fault = ReadHeader(header, out var algorithm, out var keyId);
        if (fault == JwtFault.None)
        {
            jwt = new UnverifiedJwt(algorithm, keyId, bytes[..second], payload, signature);
        }

        return fault;
    }

    private static JwtFault ReadHeader(byte[] header, out string algorithm, out string? keyId)
    {
        (algorithm, keyId) = ("", null);
        if (!StrictJson.TryParse(header, out var document))
        {
            return JwtFault.BadHeader;
        }

        using (document)
        {
            var root = document.RootElement;
            foreach (var name in Refused)
            {
                if (root.TryGetProperty(name, out _))
                {
                    return JwtFault.UnsupportedHeader;
                }
            }

            // Better Auth sends no typ; another kind of token ("at+jwt", "dpop+jwt", …) says so (RFC 8725 3.11).
            if (root.TryGetProperty("typ", out _) && !string.Equals(root.String("typ"), "JWT", StringComparison.OrdinalIgnoreCase))
            {
                return JwtFault.UnsupportedHeader;
            }

            if (root.String("alg") is not { Length: > 0 } alg)
            {
                return JwtFault.BadHeader;
            }

            if (root.TryGetProperty("kid", out var kid))
            {
                keyId = kid.ValueKind == JsonValueKind.String ? root.String("kid") : null;
                if (keyId is null or { Length: 0 or > MaxKeyIdLength })
                {
                    return JwtFault.BadHeader;
                }
            }

            algorithm = alg;
            return JwtFault.None;
        }
    }
}
