using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;
using Todo.Frontend.Gateway;
using Todo.Frontend.Pages;

namespace Todo.Frontend.Forms;

/// <summary>What handles a posted form: it does its work and redirects, or shows the form again with what is wrong.</summary>
public delegate Task<IResult> FormHandler(HttpContext context, FormFields form);

/// <summary>Marks an endpoint whose request is checked against forgery before its handler runs.</summary>
public sealed class ForgeryChecked;

public static class PageForms
{
    // The largest form is a chat message or a task; percent-encoding triples it.
    private const long MostBytes = 64 * 1024;

    /// <summary>The token's cookie and field.</summary>
    public static IServiceCollection AddForms(this IServiceCollection services) => services.AddAntiforgery(options =>
    {
        options.Cookie = new SecureCookie { Name = "__Host-csrf", Path = "/", HttpOnly = true, SameSite = SameSiteMode.Strict, IsEssential = true };
        options.FormFieldName = "csrf";
        options.HeaderName = null;
        options.SuppressXFrameOptionsHeader = true; // frame-ancestors says it
    });

    /// <summary>
    /// A form of one of our pages. Its token, and what the browser says about where it comes from, are checked before
    /// anything else is done with it.
    /// </summary>
    public static RouteHandlerBuilder MapForm(this IEndpointRouteBuilder routes, string pattern, FormHandler handler) =>
        routes.MapPost(pattern, (Delegate)((HttpContext context) => HandleAsync(context, handler))).WithMetadata(new ForgeryChecked());

    /// <summary>A page to look at.</summary>
    public static RouteHandlerBuilder MapPage(this IEndpointRouteBuilder routes, string pattern, Func<HttpContext, Task<IResult>> handler) =>
        routes.MapGet(pattern, (Delegate)((HttpContext context) => handler(context)));

    private static async Task<IResult> HandleAsync(HttpContext context, FormHandler handler)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MostBytes;
        }

        var services = context.RequestServices;
        if (!services.GetRequiredService<PublicOrigin>().IsOwn(context.Request)
            || !context.Request.HasFormContentType
            || !await services.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context))
        {
            return ErrorResults.FormExpired(context);
        }

        return await handler(context, new FormFields(await context.Request.ReadFormAsync(context.RequestAborted)));
    }
}
