using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Todo.Contracts;
using Todo.Hosting.Problems;

namespace Todo.Frontend.Sessions;

/// <summary>The session's cookie: encrypted by the ring, so that any replica can read it and no browser can.</summary>
public static class SessionCookie
{
    public const string Name = "__Host-todo";

    private static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(2);

    public static WebApplicationBuilder AddSessions(this WebApplicationBuilder builder)
    {
        builder.Services.AddAuthentication(Session.Scheme).AddCookie(Session.Scheme, options =>
        {
            options.Cookie.Name = Name;
            options.Cookie.Path = "/";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax; // Strict would sign people out who follow a link from their mail.
            options.Cookie.SecurePolicy = CookieSecurePolicy.Always;
            options.CookieManager = new PageCookies();
            options.SlidingExpiration = false;
            options.LoginPath = "/sign-in";
            options.ReturnUrlParameter = "return";
            options.Events.OnValidatePrincipal = ValidateAsync;
            options.Events.OnRedirectToLogin = ChallengeAsync;
        });
        builder.Services.AddAuthorization(options =>
            options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        return builder;
    }

    /// <summary>The session of a request that passed authorization.</summary>
    public static Session GetSession(this HttpContext context) =>
        context.FindSession() ?? throw new InvalidOperationException("This endpoint needs RequireAuthorization.");

    /// <summary>The session, or null when nobody is signed in.</summary>
    public static Session? FindSession(this HttpContext context) => context.Features.Get<Session>();

    /// <summary>Writes the cookie; also to replace what is in it.</summary>
    public static Task SignInAsync(this HttpContext context, Session session)
    {
        context.Features.Set(session);
        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        return context.SignInAsync(Session.Scheme, session.ToPrincipal(), session.ToProperties(now));
    }

    public static Task ForgetSessionAsync(this HttpContext context)
    {
        context.Features.Set<Session>(null);
        return context.SignOutAsync(Session.Scheme);
    }

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        if (Session.From(context.Principal, context.Properties) is not { } session)
        {
            context.RejectPrincipal();
            return;
        }

        var now = context.HttpContext.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        if (session.JwtExpiresAt() - now < RenewBefore)
        {
            // Requests of one browser may do this at once: it can be repeated, the session's token stays what it is.
            session = await RenewAsync(context, session, now) ?? session;
        }

        context.HttpContext.Features.Set(session);
    }

    private static async Task<Session?> RenewAsync(CookieValidatePrincipalContext context, Session session, DateTimeOffset now)
    {
        try
        {
            var jwt = await context.HttpContext.ApiWith(session.Token).GetJwtAsync(context.HttpContext.RequestAborted);
            var renewed = session with { Jwt = jwt };
            context.Properties.Items.Clear();
            foreach (var (name, value) in renewed.ToProperties(now).Items)
            {
                context.Properties.Items[name] = value;
            }

            context.ShouldRenew = true;
            return renewed;
        }
        catch (Exception exception) when (exception is HttpRequestException or ApiException)
        {
            return null; // The page's own call to the backend finds out and says why.
        }
    }

    private static Task ChallengeAsync(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (context.Request.Path.StartsWithSegments("/app", StringComparison.OrdinalIgnoreCase))
        {
            return Problem.Unauthorized("Sign in again on the web page.").ExecuteAsync(context.HttpContext);
        }

        var back = HttpMethods.IsGet(context.Request.Method) ? context.Request.Path + context.Request.QueryString : "/tasks";
        context.Response.Redirect(SignInPath.To(back, context.Request.Cookies.ContainsKey(Name) ? SignInPath.Ended : null));
        return Task.CompletedTask;
    }
}
