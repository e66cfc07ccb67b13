using System.Runtime.InteropServices;

namespace Todo.Backend.Accounts.Jwt;

/// <summary>An Ed25519 public key, verified by OpenSSL's libcrypto, since .NET has no Ed25519. Lives as long as its key set.</summary>
internal sealed partial class Ed25519
{
    public const int KeyLength = 32;
    public const int SignatureLength = 64;

    private const int EvpPkeyEd25519 = 1087;

    // Points of small order, with the sign bit cleared, canonical or not: for these keys a signature over anything can be made
    // without a private key (RFC 8032 asks for no check; the list is libsodium's).
    private static readonly byte[][] SmallOrder =
    [
        .. new[]
        {
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        }.Select(Convert.FromHexString),
    ];

    private readonly KeyHandle handle;

    private Ed25519(KeyHandle handle) => this.handle = handle;

    /// <summary>Null when the bytes are no usable key.</summary>
    /// <exception cref="DllNotFoundException">libcrypto.so.3 is not on this machine: install OpenSSL 3.</exception>
    public static Ed25519? Create(ReadOnlySpan<byte> key)
    {
        if (key.Length != KeyLength || IsSmallOrder(key))
        {
            return null;
        }

        var made = EVP_PKEY_new_raw_public_key(EvpPkeyEd25519, 0, key, (nuint)key.Length);
        return made.IsInvalid ? null : new Ed25519(made);
    }

    /// <summary>Refuses also an S that is not below the group's order (RFC 8032 5.1.7).</summary>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureLength)
        {
            return false;
        }

        using var context = EVP_MD_CTX_new();
        return !context.IsInvalid
            && EVP_DigestVerifyInit(context, 0, 0, 0, handle) == 1
            && EVP_DigestVerify(context, signature, (nuint)signature.Length, data, (nuint)data.Length) == 1;
    }

    private static bool IsSmallOrder(ReadOnlySpan<byte> key)
    {
        foreach (var point in SmallOrder)
        {
            if (key[..31].SequenceEqual(point.AsSpan(0, 31)) && (key[31] & 0x7f) == point[31])
            {
                return true;
            }
        }

        return false;
    }

    private const string LibCrypto = "libcrypto.so.3";

    [LibraryImport(LibCrypto)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial KeyHandle EVP_PKEY_new_raw_public_key(int type, nint engine, ReadOnlySpan<byte> key, nuint length);

    [LibraryImport(LibCrypto)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void EVP_PKEY_free(nint key);

    [LibraryImport(LibCrypto)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial ContextHandle EVP_MD_CTX_new();

    [LibraryImport(LibCrypto)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void EVP_MD_CTX_free(nint context);

    [LibraryImport(LibCrypto)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int EVP_DigestVerifyInit(ContextHandle context, nint keyContext, nint digest, nint engine, KeyHandle key);

    [LibraryImport(LibCrypto)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int EVP_DigestVerify(
        ContextHandle context, ReadOnlySpan<byte> signature, nuint signatureLength, ReadOnlySpan<byte> data, nuint dataLength);

    private sealed class KeyHandle() : SafeHandle(0, ownsHandle: true)
    {
        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            EVP_PKEY_free(handle);
            return true;
        }
    }

    private sealed class ContextHandle() : SafeHandle(0, ownsHandle: true)
    {
        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            EVP_MD_CTX_free(handle);
            return true;
        }
    }
}
