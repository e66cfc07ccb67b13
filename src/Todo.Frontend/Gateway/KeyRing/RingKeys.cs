using System.Security.Cryptography;
using System.Text;

namespace Todo.Frontend.Gateway.KeyRing;

/// <summary>AES-256-GCM keys made of the settings: the present one encrypts, the previous ones still decrypt.</summary>
public sealed class RingKeys(KeyRingSettings settings)
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    /// <summary>nonce, tag, ciphertext.</summary>
    public byte[] Encrypt(ReadOnlySpan<byte> plain)
    {
        var result = new byte[NonceSize + TagSize + plain.Length];
        var nonce = result.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = Cipher(settings.DataProtectionKey.Current);
        aes.Encrypt(nonce, plain, result.AsSpan(NonceSize + TagSize), result.AsSpan(NonceSize, TagSize));
        return result;
    }

    /// <exception cref="CryptographicException">No key of ours made it.</exception>
    public byte[] Decrypt(ReadOnlySpan<byte> sealedBytes)
    {
        if (sealedBytes.Length < NonceSize + TagSize)
        {
            throw new CryptographicException("An element of the key ring is too short.");
        }

        foreach (var key in Candidates())
        {
            var plain = new byte[sealedBytes.Length - NonceSize - TagSize];
            using var aes = Cipher(key);
            try
            {
                aes.Decrypt(sealedBytes[..NonceSize], sealedBytes[(NonceSize + TagSize)..], sealedBytes.Slice(NonceSize, TagSize), plain);
                return plain;
            }
            catch (AuthenticationTagMismatchException)
            {
                // Another key's: try the next.
            }
        }

        throw new CryptographicException("No key opens an element of the key ring: set FRONTEND_DATA_PROTECTION_KEY_PREVIOUS to the key before.");
    }

    private IEnumerable<string> Candidates() =>
        new[]
        {
            settings.DataProtectionKey.Current,
            settings.DataProtectionKey.Previous,
            settings.DataProtectionKeyPrevious?.Current,
            settings.DataProtectionKeyPrevious?.Previous,
        }.OfType<string>();

    // HKDF (RFC 5869): the setting may be longer than a key and is no key itself.
    private static AesGcm Cipher(string secret) =>
        new(HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), 32, info: "todo data-protection ring v1"u8.ToArray()), TagSize);
}
