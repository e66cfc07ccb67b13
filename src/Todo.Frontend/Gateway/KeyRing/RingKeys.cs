using System.Security.Cryptography;
using System.Text;
using Todo.Hosting.Settings;

namespace Todo.Frontend.Gateway.KeyRing;

/// <summary>AES-256-GCM keys made of the settings: the present one encrypts, the previous ones still decrypt.</summary>
public sealed class RingKeys(KeyRingSettings settings)
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    private readonly RotatingKey key = new(settings.DataProtectionKey, settings.DataProtectionKeyPrevious);

    /// <summary>nonce, tag, ciphertext.</summary>
    public byte[] Encrypt(ReadOnlySpan<byte> plain)
    {
        var result = new byte[NonceSize + TagSize + plain.Length];
        var nonce = result.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = Cipher(key.Use);
        aes.Encrypt(nonce, plain, result.AsSpan(NonceSize + TagSize), result.AsSpan(NonceSize, TagSize));
        return result;
    }

    /// <summary>True when one of our keys made it.</summary>
    public bool CanOpen(byte[] sealedBytes) => key.All.Any(known => Open(known, sealedBytes) is not null);

    /// <summary>The same sealed by the present key; null where it is already, or where another replica may not know that key yet.</summary>
    public byte[]? Renew(ReadOnlySpan<byte> sealedBytes)
    {
        var newest = key.All[0];
        return key.Use != newest || Open(newest, sealedBytes) is not null ? null : Encrypt(Decrypt(sealedBytes));
    }

    /// <exception cref="CryptographicException">No key of ours made it.</exception>
    public byte[] Decrypt(ReadOnlySpan<byte> sealedBytes)
    {
        foreach (var known in key.All)
        {
            if (Open(known, sealedBytes) is { } plain)
            {
                return plain;
            }
        }

        throw new CryptographicException("No key opens an element of the key ring: set FRONTEND_DATA_PROTECTION_KEY_PREVIOUS to the key before.");
    }

    // Null when another key sealed it.
    private static byte[]? Open(string secret, ReadOnlySpan<byte> sealedBytes)
    {
        if (sealedBytes.Length < NonceSize + TagSize)
        {
            throw new CryptographicException("An element of the key ring is too short.");
        }

        var plain = new byte[sealedBytes.Length - NonceSize - TagSize];
        using var aes = Cipher(secret);
        try
        {
            aes.Decrypt(sealedBytes[..NonceSize], sealedBytes[(NonceSize + TagSize)..], sealedBytes.Slice(NonceSize, TagSize), plain);
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    // HKDF (RFC 5869): the setting may be longer than a key and is no key itself.
    private static AesGcm Cipher(string secret) =>
        new(HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), 32, info: "todo data-protection ring v1"u8.ToArray()), TagSize);
}
