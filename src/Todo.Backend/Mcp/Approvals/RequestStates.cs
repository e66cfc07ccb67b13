using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Todo.Backend.Accounts;
using Todo.Backend.Operations;
using Todo.Hosting;
using Todo.Hosting.Settings;

namespace Todo.Backend.Mcp.Approvals;

/// <summary>
/// The state that a client carries from an input-required result to its next request (SEP-2322): the approval and its end, and a
/// HMAC-SHA256 over these and the user, the tool and the arguments. The key comes from a secret that all replicas have.
/// </summary>
internal sealed class RequestStates(AuthenticationSettings authentication, ServiceSettings service)
{
    private const int IdLength = 16;
    private const int Signed = IdLength + sizeof(long);
    private const int Length = Signed + HMACSHA256.HashSizeInBytes;

    private readonly RotatingKey? shared =
        authentication.KeyEncryptionKey is { } key ? new(key, authentication.KeyEncryptionKeyPrevious)
        : authentication.Secret is { } secret ? new(secret, authentication.SecretPrevious)
        : service.Gateway;

    /// <summary>False where the replicas share no secret: what waits is answered elsewhere then.</summary>
    public bool CanSign => shared is not null;

    public string Sign(Guid approval, DateTimeOffset expiresAt, Caller caller, string tool, JsonObject arguments)
    {
        Span<byte> state = stackalloc byte[Length];
        approval.TryWriteBytes(state, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(state[IdLength..], expiresAt.ToUnixTimeMilliseconds());
        Mac(shared!.Use, state[..Signed], caller, tool, arguments, state[Signed..]);
        return Base64Url.EncodeToString(state);
    }

    /// <summary>The approval of a state that was made for this very call of this user; null of any other.</summary>
    public (Guid Approval, DateTimeOffset ExpiresAt)? Open(string state, Caller caller, string tool, JsonObject arguments)
    {
        Span<byte> bytes = stackalloc byte[Length];
        if (state.Length > Base64Url.GetEncodedLength(Length) || !Base64Url.IsValid(state) || !Base64Url.TryDecodeFromChars(state, bytes, out var length) || length != Length)
        {
            return null;
        }

        // Only the one spelling: a base64url text may have spare bits at its end.
        if (!string.Equals(Base64Url.EncodeToString(bytes), state, StringComparison.Ordinal))
        {
            return null;
        }

        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        foreach (var secret in shared?.All ?? [])
        {
            Mac(secret, bytes[..Signed], caller, tool, arguments, mac);
            if (CryptographicOperations.FixedTimeEquals(mac, bytes[Signed..]))
            {
                return (new Guid(bytes[..IdLength], bigEndian: true), DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes[IdLength..])));
            }
        }

        return null;
    }

    private static void Mac(string secret, ReadOnlySpan<byte> signed, Caller caller, string tool, JsonObject arguments, Span<byte> mac)
    {
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), HMACSHA256.HashSizeInBytes, info: "todo mcp request states"u8.ToArray());
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        Span<byte> user = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(user, caller.UserId);
        hmac.AppendData(signed);
        hmac.AppendData(user);
        // All but the tool's name have a fixed length: no two calls give the same bytes.
        hmac.AppendData(CanonicalJson.Digest(arguments));
        hmac.AppendData(Encoding.UTF8.GetBytes(tool));
        hmac.GetHashAndReset(mac);
    }
}
