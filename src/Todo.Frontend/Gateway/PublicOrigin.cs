namespace Todo.Frontend.Gateway;

/// <summary>The origins this app is opened under: which hosts are served, and what counts as "our own page".</summary>
public sealed class PublicOrigin(GatewaySettings settings)
{
    private readonly HashSet<string> origins = settings.PublicOrigins
        .Select(origin => new Uri(origin).GetLeftPart(UriPartial.Authority))
        .ToHashSet(StringComparer.OrdinalIgnoreCase);

    private readonly HashSet<string> hosts = settings.PublicOrigins
        .Select(origin => new Uri(origin).Host)
        .ToHashSet(StringComparer.OrdinalIgnoreCase);

    public static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && uri is { PathAndQuery: "/", Fragment: "", UserInfo: "" };

    /// <summary>False for a host that is not listed, the guard against DNS rebinding; probes ask by the pod's address and are exempt.</summary>
    public bool Serves(HttpRequest request) => hosts.Count == 0 || hosts.Contains(request.Host.Host) || IsProbe(request.Path);

    /// <summary>
    /// True when the browser says that the request comes from a page of ours: Sec-Fetch-Site where it is sent (Fetch Metadata
    /// 2.3; "none" is a person's own doing), else the Origin. A client that sends neither is no browser of today: the form's
    /// token decides.
    /// </summary>
    public bool IsOwn(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0 && !IsOwn(request, origin))
        {
            return false;
        }

        return request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none";
    }

    private bool IsOwn(HttpRequest request, string origin) =>
        string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)
        && (origins.Count == 0 || origins.Contains(origin));

    private static bool IsProbe(PathString path) => path.Value is "/healthz" or "/readyz" or "/startupz";
}
