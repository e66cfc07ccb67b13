using System.Collections.Frozen;
using Microsoft.Extensions.Primitives;

namespace Todo.Frontend.Gateway;

/// <summary>Which headers cross the gateway.</summary>
internal static class ProxyHeaders
{
    // RFC 9110 7.6.1: these belong to one connection. The Connection header may name more, which is seen only where it says
    // neither close nor keep-alive: Kestrel reduces it to these.
    private static readonly string[] HopByHop =
        ["Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "HTTP2-Settings", "Expect"];

    // The browser's session stays here; who asks is said by the gateway alone; the trace goes on from our own span.
    private static readonly FrozenSet<string> NotIn = HopByHop
        .Concat(["Host", "Cookie", "Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Prefix", "X-Real-IP", "X-Todo-Gateway", "X-Todo-Gateway-Previous", "traceparent", "tracestate", "baggage", "Request-Id"])
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // A cookie from there could replace the session's; each hop says for itself who it is and how it is protected.
    private static readonly FrozenSet<string> NotOut = HopByHop
        .Concat(["Set-Cookie", "Server", "Date", "Strict-Transport-Security"])
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static void CopyTo(HttpRequestMessage request, IHeaderDictionary headers)
    {
        foreach (var (name, values) in headers)
        {
            if (name.StartsWith(':') || NotIn.Contains(name) || IsNamed(headers.Connection, name))
            {
                continue;
            }

            if (values.Count == 1)
            {
                Add(request, name, values[0]);
            }
            else
            {
                foreach (var value in values)
                {
                    Add(request, name, value);
                }
            }
        }
    }

    public static void CopyTo(IHeaderDictionary headers, HttpResponseMessage response)
    {
        Copy(headers, response.Headers.NonValidated);
        Copy(headers, response.Content.Headers.NonValidated);
    }

    private static void Copy(IHeaderDictionary headers, System.Net.Http.Headers.HttpHeadersNonValidated from)
    {
        foreach (var (name, values) in from)
        {
            if (!NotOut.Contains(name))
            {
                headers[name] = values.Count == 1 ? new StringValues(values.ToString()) : new StringValues([.. values]);
            }
        }
    }

    private static void Add(HttpRequestMessage request, string name, string? value)
    {
        if (!request.Headers.TryAddWithoutValidation(name, value))
        {
            request.Content?.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private static bool IsNamed(StringValues connection, string name)
    {
        foreach (var value in connection)
        {
            if (value is not (null or "close" or "keep-alive") && value.Split(',', StringSplitOptions.TrimEntries).Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
