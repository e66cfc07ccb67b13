using System.Net;
using Todo.Contracts;
using Todo.Frontend.Forms;
using Todo.Frontend.Sessions;

namespace Todo.Frontend.Pages.Settings;

/// <summary>Personal access tokens: made, shown once, revoked.</summary>
internal static class TokenForms
{
    public static void MapTokens(this IEndpointRouteBuilder routes)
    {
        routes.MapForm("/settings/tokens", CreateAsync);
        routes.MapForm("/settings/tokens/{id:long}/revoke", RevokeAsync);
    }

    // No redirect: the token is in this answer only, and must not wait in a cookie or an address for the next one.
    private static async Task<IResult> CreateAsync(HttpContext context, FormFields form)
    {
        try
        {
            var scopes = form["scopes"] == "write" ? new[] { "read", "write" } : ["read"];
            var token = new NewPersonalToken(form["token_name"] ?? "", scopes, (int)Math.Clamp(form.Number("days") ?? 0, 0, int.MaxValue));
            var created = await context.Api().CreateTokenAsync(token, context.RequestAborted);
            return await SettingsEndpoints.ShowAsync(context, model => model with { Created = created });
        }
        catch (ApiException exception) when (exception.Status is HttpStatusCode.BadRequest or HttpStatusCode.Conflict)
        {
            return await SettingsEndpoints.ShowAsync(
                context, model => model with { Token = FormErrors.Of(exception), TokenName = form["token_name"] }, (int)exception.Status);
        }
    }

    private static async Task<IResult> RevokeAsync(HttpContext context, FormFields form)
    {
        try
        {
            await context.Api().RevokeTokenAsync(long.Parse((string)context.Request.RouteValues["id"]!), context.RequestAborted);
        }
        catch (ApiException exception) when (exception.Status == HttpStatusCode.NotFound)
        {
            // It has been revoked elsewhere, or its time is over: that is what was wanted.
        }

        return SettingsEndpoints.Done(context, FlashKind.TokenRevoked);
    }
}
