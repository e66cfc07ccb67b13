namespace Todo.Frontend.Forms;

/// <summary>
/// A cookie that is Secure whatever the request was: browsers take it over plain HTTP from localhost, and antiforgery's own
/// setting for it refuses to work there.
/// </summary>
internal sealed class SecureCookie : CookieBuilder
{
    public override CookieOptions Build(HttpContext context, DateTimeOffset expiresFrom)
    {
        var options = base.Build(context, expiresFrom);
        options.Secure = true;
        return options;
    }
}
