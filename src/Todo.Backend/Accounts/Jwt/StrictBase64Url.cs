using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace Todo.Backend.Accounts.Jwt;

/// <summary>
/// Base64url in its only canonical form (RFC 7515 2, RFC 4648 3.5): no padding, no white space, no bits left over, so that
/// no token has a second spelling.
/// </summary>
internal static class StrictBase64Url
{
    private static readonly SearchValues<byte> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);

    public static bool TryDecode(ReadOnlySpan<byte> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (text.Length % 4 == 1 || text.IndexOfAnyExcept(Alphabet) >= 0)
        {
            return false;
        }

        var decoded = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        // The Try… methods throw on some of what is invalid; this one says it.
        if (Base64Url.DecodeFromUtf8(text, decoded, out _, out var length) != OperationStatus.Done)
        {
            return false;
        }

        // Whatever bits are left over in the last character must be zero: encoding again gives the same text or it was another.
        if (!Base64Url.EncodeToUtf8(decoded.AsSpan(0, length)).AsSpan().SequenceEqual(text))
        {
            return false;
        }

        bytes = length == decoded.Length ? decoded : decoded[..length];
        return true;
    }

    public static bool TryDecode(string text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        return System.Text.Ascii.IsValid(text) && TryDecode(System.Text.Encoding.ASCII.GetBytes(text), out bytes);
    }
}
