using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Todo.Hosting.Settings;

namespace Todo.Hosting.Network;

/// <summary>
/// Puts the client's own address into <c>Connection.RemoteIpAddress</c>. X-Forwarded-For is walked from the right, as long as
/// the hop that added an entry is trusted; a request with the frontend's credential is believed in the one address it names.
/// </summary>
public sealed class ClientAddress(ServiceSettings settings, ServiceOptions options)
{
    /// <summary>The header that carries the frontend's credential; endpoints never see it.</summary>
    public const string GatewayHeader = "X-Todo-Gateway";

    public const string ForwardedFor = "X-Forwarded-For";
    public const string ForwardedProto = "X-Forwarded-Proto";

    private readonly IPNetwork[] trusted = settings.TrustedProxies;
    private readonly Secret? key = options.IsBehindGateway ? settings.GatewayKey : null;

    internal void Apply(HttpContext context)
    {
        var connection = context.Connection;
        if (connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped)
        {
            connection.RemoteIpAddress = mapped.MapToIPv4();
        }

        var headers = context.Request.Headers;
        if (headers.Remove(GatewayHeader, out var credential) && IsGateway(credential))
        {
            context.Features.Set(GatewayFeature.Instance);
            if (Last(headers[ForwardedFor]) is { } named)
            {
                connection.RemoteIpAddress = named;
            }

            TakeScheme(context);
        }
        else if (trusted.Length > 0 && IsTrusted(connection.RemoteIpAddress))
        {
            connection.RemoteIpAddress = Walk(connection.RemoteIpAddress!, headers[ForwardedFor]);
            TakeScheme(context);
        }
    }

    /// <summary>An address as it stands in the header, with or without port or brackets; null when it is none.</summary>
    internal static IPAddress? Parse(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (!IPAddress.TryParse(text, out var address))
        {
            return IPEndPoint.TryParse(text, out var endpoint) ? Plain(endpoint.Address) : null;
        }

        return Plain(address);
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static IPAddress? Last(StringValues values)
    {
        var text = values.Count == 0 ? null : values[^1];
        return text is null ? null : Parse(text.AsSpan(text.LastIndexOf(',') + 1));
    }

    private static void TakeScheme(HttpContext context)
    {
        var values = context.Request.Headers[ForwardedProto];
        var text = values.Count == 0 ? "" : values[^1] ?? "";
        var scheme = text.AsSpan(text.LastIndexOf(',') + 1).Trim();
        if (scheme.Equals("https", StringComparison.OrdinalIgnoreCase) || scheme.Equals("http", StringComparison.OrdinalIgnoreCase))
        {
            context.Request.Scheme = scheme.Length == 5 ? "https" : "http";
        }
    }

    private IPAddress Walk(IPAddress address, StringValues values)
    {
        for (var i = values.Count - 1; i >= 0; i--)
        {
            var rest = values[i].AsSpan();
            while (!rest.IsEmpty)
            {
                var comma = rest.LastIndexOf(',');
                if (Parse(rest[(comma + 1)..]) is not { } hop)
                {
                    return address;
                }

                address = hop;
                if (!IsTrusted(address))
                {
                    return address;
                }

                rest = comma < 0 ? default : rest[..comma];
            }
        }

        return address;
    }

    private bool IsTrusted(IPAddress? address)
    {
        if (address is not null)
        {
            foreach (var network in trusted)
            {
                if (network.Contains(address))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool IsGateway(StringValues credential) =>
        key is not null
        && credential is [{ Length: > 0 } given]
        && (Same(given, key.Current) || (key.Previous is { } previous && Same(given, previous)));

    private static bool Same(string given, string expected)
    {
        Span<byte> a = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> b = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(given), a);
        SHA256.HashData(Encoding.UTF8.GetBytes(expected), b);
        return CryptographicOperations.FixedTimeEquals(a, b);
    }

    internal sealed class GatewayFeature
    {
        public static readonly GatewayFeature Instance = new();
    }
}

public static class GatewayExtensions
{
    /// <summary>The request carried the frontend's own credential.</summary>
    public static bool IsFromGateway(this HttpContext context) => context.Features.Get<ClientAddress.GatewayFeature>() is not null;
}
