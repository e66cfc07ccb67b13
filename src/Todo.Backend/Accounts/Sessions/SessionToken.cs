using System.Security.Cryptography;
using System.Text;
using Todo.Hosting.Settings;

namespace Todo.Backend.Accounts.Sessions;

/// <summary>
/// A session token is 32 random characters. Better Auth's clients also know it as <c>SESSION.signature</c> (an HMAC-SHA256 in base64, from the
/// header set-auth-token): both are taken, a wrong signature is not.
/// </summary>
internal sealed class SessionToken(AuthenticationSettings settings)
{
    private const int MaxLength = 256;

    private readonly RotatingKey key = settings.Secret is { } secret
        ? new(secret, settings.SecretPrevious)
        : new(settings.KeyEncryptionKey!, settings.KeyEncryptionKeyPrevious);

    public string Signed(string token) => $"{token}.{Convert.ToBase64String(Sign(key.Use, token))}";

    /// <summary>The token itself, without its signature; null when it can't be one.</summary>
    public string? Read(string? bearer)
    {
        if (bearer is not { Length: > 0 and <= MaxLength } || bearer.StartsWith('.'))
        {
            return null;
        }

        var dot = bearer.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
        {
            return bearer;
        }

        // The client may have taken it out of a header or a cookie, where it is URL-encoded.
        var signature = Uri.UnescapeDataString(bearer[(dot + 1)..]);
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (signature.Length != 44 || !Convert.TryFromBase64String(signature, given, out var length) || length != given.Length)
        {
            return null;
        }

        foreach (var secret in key.All)
        {
            if (CryptographicOperations.FixedTimeEquals(given, Sign(secret, bearer[..dot])))
            {
                return bearer[..dot];
            }
        }

        return null;
    }

    private static byte[] Sign(string secret, string token)
    {
        var derived = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), 32, info: "todo session signature"u8.ToArray());
        return HMACSHA256.HashData(derived, Encoding.UTF8.GetBytes(token));
    }
}
