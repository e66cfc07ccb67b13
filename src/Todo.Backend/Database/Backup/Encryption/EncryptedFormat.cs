using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Todo.Backend.Database.Backup.Encryption;

/// <summary>
/// The encrypted file's fixed sizes and words (docs/backup-format.md): a header, then chunks, each sealed by AES-256-GCM. The
/// construction is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár: "Online Authenticated-Encryption and its Nonce-Reuse
/// Misuse-Resistance", 2015): a chunk's nonce is its number and whether it is the last, so that none can be changed, moved, left
/// out or taken from another file.
/// </summary>
internal static class EncryptedFormat
{
    public const int KeyIdSize = 8;
    public const int SaltSize = 32;
    public const int ChunkSize = 1 << 16;
    public const int TagSize = 16;
    public const int NonceSize = 12;

    /// <summary>The first line. A plain backup begins with gzip's 1f 8b.</summary>
    public static ReadOnlySpan<byte> Magic => "todo-backup-encrypted 1\n"u8;

    public static int HeaderSize => Magic.Length + KeyIdSize + SaltSize;

    /// <summary>What names a key without telling anything of it.</summary>
    public static byte[] KeyId(string key) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(key), KeyIdSize, info: "todo-backup key id"u8.ToArray());

    /// <summary>The header of a new file: first line, the key's id, a salt that no other file has.</summary>
    public static byte[] NewHeader(string key) => [.. Magic, .. KeyId(key), .. RandomNumberGenerator.GetBytes(SaltSize)];

    /// <summary>The file's own cipher: the setting is no key itself, and no two files share one (RFC 5869).</summary>
    public static AesGcm Cipher(string key, ReadOnlySpan<byte> header)
    {
        Span<byte> own = stackalloc byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(key), own, header[^SaltSize..], "todo-backup file key"u8);
        var cipher = new AesGcm(own, TagSize);
        CryptographicOperations.ZeroMemory(own);
        return cipher;
    }

    public static void WriteNonce(Span<byte> nonce, uint number, bool last)
    {
        nonce.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(nonce[^5..], number);
        nonce[^1] = last ? (byte)1 : (byte)0;
    }
}
