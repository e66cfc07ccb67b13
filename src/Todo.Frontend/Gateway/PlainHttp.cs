namespace Todo.Frontend.Gateway;

/// <summary>Where the session's cookie cannot live.</summary>
internal static class PlainHttp
{
    /// <summary>True when the browser drops cookies that are Secure: plain HTTP to anything but this machine itself.</summary>
    public static bool DropsCookies(HttpRequest request) => !request.IsHttps && !IsLocal(request.Host.Host);

    public static bool IsLocal(string host) =>
        host is "localhost" or "127.0.0.1" or "[::1]" || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
}
