using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Todo.Backend.Operations;

namespace Todo.Backend.Tasks.Listing;

/// <summary>
/// Where a page ended: the sort key and id of its last task. On the wire it is opaque and bound to its caller and query, so that a
/// cursor of another list is refused instead of giving an odd page.
/// </summary>
/// <param name="Number">A moment's ticks or a priority; null for a task without a date.</param>
/// <param name="Text">A title's key.</param>
internal readonly record struct ListCursor(long? Number, string? Text, long Id)
{
    private const int ScopeBytes = 8;
    private const int HeadBytes = ScopeBytes + 1 + sizeof(long) + sizeof(long);

    // Keys are at most 100 characters of 4 bytes.
    private const int MaxBytes = HeadBytes + 400;

    public DateTime Moment => new(Number ?? 0, DateTimeKind.Unspecified);

    public DateTimeOffset Instant => new(Number ?? 0, TimeSpan.Zero);

    public string Encode(Caller caller, string scope)
    {
        Span<byte> bytes = stackalloc byte[MaxBytes];
        WriteScope(caller, scope, bytes);
        bytes[ScopeBytes] = Number is null ? (byte)0 : (byte)1;
        BinaryPrimitives.WriteInt64BigEndian(bytes[(ScopeBytes + 1)..], Number ?? 0);
        BinaryPrimitives.WriteInt64BigEndian(bytes[(HeadBytes - sizeof(long))..], Id);
        var length = Encoding.UTF8.GetBytes(Text ?? "", bytes[HeadBytes..]);
        return Base64Url.EncodeToString(bytes[..(HeadBytes + length)]);
    }

    /// <summary>False for anything that <see cref="Encode"/> did not make for this caller and query.</summary>
    public static bool TryDecode(string text, Caller caller, string scope, [NotNullWhen(true)] out ListCursor? cursor)
    {
        cursor = null;
        Span<byte> bytes = stackalloc byte[MaxBytes];
        Span<byte> expected = stackalloc byte[ScopeBytes];
        if (Base64Url.GetMaxDecodedLength(text.Length) > MaxBytes + 2
            || !TryDecodeBytes(text, bytes, out var length)
            || length < HeadBytes)
        {
            return false;
        }

        WriteScope(caller, scope, expected);
        var number = BinaryPrimitives.ReadInt64BigEndian(bytes[(ScopeBytes + 1)..]);
        if (!bytes[..ScopeBytes].SequenceEqual(expected) || bytes[ScopeBytes] > 1 || number < 0 || number > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        cursor = new ListCursor(
            bytes[ScopeBytes] == 0 ? null : number,
            Encoding.UTF8.GetString(bytes[HeadBytes..length]),
            BinaryPrimitives.ReadInt64BigEndian(bytes[(HeadBytes - sizeof(long))..]));
        return !cursor.Value.Text!.Contains('\0', StringComparison.Ordinal);
    }

    private static bool TryDecodeBytes(string text, Span<byte> bytes, out int length)
    {
        try
        {
            return Base64Url.TryDecodeFromChars(text, bytes, out length);
        }
        catch (FormatException)
        {
            length = 0;
            return false;
        }
    }

    private static void WriteScope(Caller caller, string scope, Span<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{caller.UserId}\x1f{scope}"), hash);
        hash[..ScopeBytes].CopyTo(bytes);
    }
}
