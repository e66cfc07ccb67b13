using System.Security.Cryptography;
using System.Text;

namespace Todo.Backend.Accounts.SigningKeys;

/// <summary>
/// AES-256-GCM under a key derived (HKDF-SHA256) from a setting. Sealed: version, nonce (12), tag (16), ciphertext; the name of what is
/// sealed is authenticated, so that rows can't be exchanged.
/// </summary>
internal static class KeyEncryption
{
    private const byte Version = 1;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int Header = 1 + NonceLength + TagLength;

    public static byte[] Seal(string secret, string name, ReadOnlySpan<byte> plain)
    {
        var sealedBytes = new byte[Header + plain.Length];
        sealedBytes[0] = Version;
        var nonce = sealedBytes.AsSpan(1, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = Derive(secret);
        aes.Encrypt(nonce, plain, sealedBytes.AsSpan(Header), sealedBytes.AsSpan(1 + NonceLength, TagLength), Encoding.UTF8.GetBytes(name));
        return sealedBytes;
    }

    /// <summary>Null when another key sealed it, or it was changed.</summary>
    public static byte[]? Open(string secret, string name, ReadOnlySpan<byte> sealedBytes)
    {
        if (sealedBytes.Length < Header || sealedBytes[0] != Version)
        {
            return null;
        }

        var plain = new byte[sealedBytes.Length - Header];
        try
        {
            using var aes = Derive(secret);
            aes.Decrypt(
                sealedBytes.Slice(1, NonceLength), sealedBytes[Header..], sealedBytes.Slice(1 + NonceLength, TagLength), plain, Encoding.UTF8.GetBytes(name));
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static AesGcm Derive(string secret) =>
        new(HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), 32, info: "todo signing keys"u8.ToArray()), TagLength);
}
