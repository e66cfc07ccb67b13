using Microsoft.AspNetCore.Authentication.Cookies;
using Todo.Frontend.Gateway;

namespace Todo.Frontend.Sessions;

/// <summary>One cookie of at most 4096 bytes, and none for what passes through: there, no session exists and none is decrypted.</summary>
internal sealed class PageCookies : ICookieManager
{
    private const int Most = 4096;

    private readonly ChunkingCookieManager inner = new() { ChunkSize = null };

    public string? GetRequestCookie(HttpContext context, string key) =>
        PassThroughEndpoints.IsPassedThrough(context.Request.Path) ? null : inner.GetRequestCookie(context, key);

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options)
    {
        // Browsers drop a greater one without a word (RFC 6265 6.1): the sign-in would seem to do nothing.
        if (value is not null && key.Length + value.Length > Most)
        {
            throw new InvalidOperationException($"The session's cookie would have {key.Length + value.Length} bytes, more than the {Most} that browsers take: the access token of this issuer is too large.");
        }

        inner.AppendResponseCookie(context, key, value, options);
    }

    public void DeleteCookie(HttpContext context, string key, CookieOptions options) => inner.DeleteCookie(context, key, options);
}
