namespace Todo.Frontend.Gateway;

/// <summary>The content security policy (CSP Level 3): everything from our own origin, nothing inline, no exception.</summary>
public static class ContentPolicy
{
    /// <param name="assetOrigin">The origin of the CDN, or empty.</param>
    public static string Of(string assetOrigin)
    {
        var assets = assetOrigin.Length == 0 ? "'self'" : "'self' " + assetOrigin;
        return string.Join(
            "; ",
            "default-src 'none'",
            "script-src " + assets,
            "style-src " + assets,
            "img-src " + assets,
            "font-src " + assets,
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "object-src 'none'",
            "require-trusted-types-for 'script'");
    }
}
