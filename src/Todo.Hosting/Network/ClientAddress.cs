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

    /// <summary>The same for the credential before the last rotation, for backends that have not read the new one yet.</summary>
    public const string PreviousGatewayHeader = "X-Todo-Gateway-Previous";

    public const string ForwardedFor = "X-Forwarded-For";
    public const string ForwardedProto = "X-Forwarded-Proto";

    private readonly IPNetwork[] trusted = settings.TrustedProxies;
    private readonly RotatingKey? key = options.IsBehindGateway ? settings.Gateway : null;

    /// <summary>Puts the frontend's credential, and the one before where there is one, on a request to the backend.</summary>
    public static void AddGateway(HttpRequestMessage request, RotatingKey? key)
    {
        if (key?.All is not { } known)
        {
            return;
        }

        request.Headers.TryAddWithoutValidation(GatewayHeader, known[0]);
        if (known.Count > 1)
        {
            request.Headers.TryAddWithoutValidation(PreviousGatewayHeader, known[1]);
        }
    }

    internal void Apply(HttpContext context)
    {
        var connection = context.Connection;
        if (connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped)
        {
            connection.RemoteIpAddress = mapped.MapToIPv4();
        }

        var headers = context.Request.Headers;
        headers.Remove(PreviousGatewayHeader, out var before);
        if (headers.Remove(GatewayHeader, out var credential) && (IsGateway(credential) || IsGateway(before)))
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

    private bool IsGateway(StringValues credential)
    {
        if (key is null || credential is not [{ Length: > 0 } given])
        {
            return false;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(given), hash);
        var same = false;
        foreach (var known in key.All)
        {
            SHA256.HashData(Encoding.UTF8.GetBytes(known), expected);
            same |= CryptographicOperations.FixedTimeEquals(hash, expected);
        }

        return same;
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
