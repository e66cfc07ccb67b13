using System.Net;
using Todo.Contracts;
using Todo.Frontend.Forms;
using Todo.Frontend.Gateway;
using Todo.Frontend.Sessions;

namespace Todo.Frontend.Pages.SignIn;

public static class SignInEndpoints
{
    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/sign-in", ShowAsync).AllowAnonymous();
        routes.MapForm("/sign-in", SignInAsync).AllowAnonymous();
        routes.MapForm("/sign-out", SignOutAsync).AllowAnonymous();
    }

    /// <summary>Opens a session of the backend and makes the cookie of it.</summary>
    public static async Task OpenAsync(HttpContext context, string token)
    {
        var current = await context.ApiWith(token).GetSessionAsync(context.RequestAborted)
            ?? throw new InvalidOperationException("The backend does not know the session that it has just opened.");
        var settings = await context.ApiWith(current.Jwt).GetSettingsAsync(context.RequestAborted);
        await context.SignInAsync(Session.Of(current, token, settings));
    }

    private static async Task<IResult> ShowAsync(HttpContext context)
    {
        var config = await context.ApiWith(token: null).GetAccountsConfigAsync(context.RequestAborted);
        if (config.SignInUrl is { } elsewhere)
        {
            return PageResults.Page<ExternalSignInPage>(context, elsewhere);
        }

        var back = context.Request.Query["return"].ToString();
        return context.FindSession() is not null
            ? PageResults.SeeOther(LocalPath.Or(back, "/tasks"))
            : Page(context, new SignInModel(Return: LocalPath.Or(back, "") is { Length: > 0 } path ? path : null)
            {
                Notice = context.Request.Query["reason"] == SignInPath.Ended ? "Your session has ended. Sign in again to go on where you were." : null,
                Flash = Flash.Take(context),
            });
    }

    private static async Task<IResult> SignInAsync(HttpContext context, FormFields form)
    {
        var (email, back) = (form["email"], form["return"]);
        try
        {
            var signedIn = await context.ApiWith(token: null).SignInAsync(email ?? "", form.Raw("password"), context.RequestAborted);
            await OpenAsync(context, signedIn.Token ?? "");
            return PageResults.SeeOther(LocalPath.Or(back, "/tasks"));
        }
        catch (ApiException exception) when (exception.Status is HttpStatusCode.Unauthorized or HttpStatusCode.BadRequest)
        {
            return Page(context, new SignInModel(email, LocalPath.Or(back, "")) { Errors = new FormErrors("The e-mail address or the password is not right.", FormErrors.None.Fields) }, StatusCodes.Status400BadRequest);
        }
        catch (ApiException exception) when (exception.Status is HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests)
        {
            return Page(context, new SignInModel(email, LocalPath.Or(back, "")) { Errors = FormErrors.Of(exception) }, (int)exception.Status);
        }
    }

    /// <summary>The cookie goes whatever the backend says; the session behind it ends there too (ASVS 7.4.1).</summary>
    private static async Task<IResult> SignOutAsync(HttpContext context, FormFields form)
    {
        if (context.FindSession() is not null)
        {
            try
            {
                await context.AuthApi().SignOutAsync(context.RequestAborted);
            }
            catch (ApiException exception) when (exception.Status == HttpStatusCode.Unauthorized)
            {
                // It had ended already.
            }

            await context.ForgetSessionAsync();
        }

        new Flash(FlashKind.SignedOut).Set(context);
        return PageResults.SeeOther("/sign-in");
    }

    private static IResult Page(HttpContext context, SignInModel model, int status = StatusCodes.Status200OK) =>
        PageResults.Page<SignInPage>(
            context,
            model with { IsPlainHttp = PlainHttp.DropsCookies(context.Request), Port = context.Request.Host.Port ?? 80 },
            status);
}
