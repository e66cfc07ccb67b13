namespace Todo.Backend.Mcp.Http;

/// <summary>
/// Which pages and names may reach the server: no page of another origin, and no name that a foreign DNS server may have pointed
/// here (Streamable HTTP, "Security Warning"). This machine's own names are always good, whatever the port.
/// </summary>
/// <param name="origins">Those that it is known under, such as https://todo.example.</param>
internal sealed class OriginRules(IEnumerable<string> origins)
{
    private readonly Uri[] own = [.. origins.Select(origin => new Uri(origin))];

    /// <summary>Null when nothing is wrong.</summary>
    /// <param name="request">The request.</param>
    /// <param name="isHostChecked">True when somebody in front of this server has looked at the name that was asked for.</param>
    public EdgeError? Check(HttpRequest request, bool isHostChecked)
    {
        if (!isHostChecked && !IsOwnHost(request.Host))
        {
            return EdgeError.Of(StatusCodes.Status403Forbidden, "This server is not known under the name in Host.");
        }

        return request.Headers.Origin is { Count: > 0 } origin && !(origin is [{ } one] && IsOwnOrigin(one))
            ? EdgeError.Of(StatusCodes.Status403Forbidden, "Pages of this Origin may not ask this server.")
            : null;
    }

    private static bool IsThisMachine(string host) => host is "127.0.0.1" or "[::1]" || host.Equals("localhost", StringComparison.OrdinalIgnoreCase);

    private bool IsOwnHost(HostString host) =>
        host.HasValue
        && (IsThisMachine(host.Host)
            || own.Any(origin => origin.IdnHost.Equals(host.Host, StringComparison.OrdinalIgnoreCase) && (host.Port is null ? origin.IsDefaultPort : host.Port == origin.Port)));

    private bool IsOwnOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var origin)
        && origin.Scheme is "http" or "https"
        && (IsThisMachine(origin.Host) || own.Any(known => Uri.Compare(known, origin, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0));
}
