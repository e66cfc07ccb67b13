using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Todo.Hosting.Network;

/// <summary>What limits count as one address: an IPv4 address, or the /64 that one IPv6 subscriber has.</summary>
public readonly record struct AddressKey(ulong Value, bool IsIPv6)
{
    public static AddressKey Of(HttpContext context) => Of(context.Connection.RemoteIpAddress);

    public static AddressKey Of(IPAddress? address)
    {
        if (address is null)
        {
            return default;
        }

        Span<byte> bytes = stackalloc byte[16];
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return address.TryWriteBytes(bytes, out var length) && address.AddressFamily == AddressFamily.InterNetworkV6
            ? new AddressKey(BinaryPrimitives.ReadUInt64BigEndian(bytes), IsIPv6: true)
            : new AddressKey(length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : 0, IsIPv6: false);
    }
}
