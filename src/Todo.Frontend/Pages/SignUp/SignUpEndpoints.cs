using System.Net;
using Todo.Contracts;
using Todo.Frontend.Forms;
using Todo.Frontend.Gateway;
using Todo.Frontend.Pages.Layout;
using Todo.Frontend.Pages.SignIn;
using Todo.Frontend.Sessions;

namespace Todo.Frontend.Pages.SignUp;

public static class SignUpEndpoints
{
    public static void MapSignUp(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/sign-up", ShowAsync).AllowAnonymous();
        routes.MapForm("/sign-up", SignUpAsync).AllowAnonymous();
    }

    private static async Task<IResult> ShowAsync(HttpContext context)
    {
        var config = await context.ApiWith(token: null).GetAccountsConfigAsync(context.RequestAborted);
        if (config.SignInUrl is not null || context.FindSession() is not null)
        {
            return PageResults.SeeOther("/sign-in");
        }

        var invite = context.Request.Query["invite"].ToString();
        return Page(context, new SignUpModel(Invite: invite.Length > 0 ? invite : config.SignUp == "invite" ? "" : null) { IsClosed = config.SignUp == "closed" });
    }

    private static async Task<IResult> SignUpAsync(HttpContext context, FormFields form)
    {
        var model = new SignUpModel(form["name"], form["email"], form["invite"], TimeZones.Known(form["time_zone"]));
        SignedIn signedIn;
        try
        {
            signedIn = await context.ApiWith(token: null).SignUpAsync(
                new NewAccount(model.Name ?? "", model.Email ?? "", form.Raw("password"), model.Invite, model.TimeZone), context.RequestAborted);
        }
        catch (ApiException exception) when (exception.Status is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.InternalServerError))
        {
            return Page(context, model with { Errors = ErrorsOf(exception) }, (int)exception.Status);
        }

        await SignInEndpoints.OpenAsync(context, signedIn.Token ?? "");
        return PageResults.SeeOther("/tasks");
    }

    // Better Auth's codes, by the field they are about.
    private static FormErrors ErrorsOf(ApiException exception) => exception.Problem.Code switch
    {
        "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL" => FormErrors.Of("email", "There is an account with this address already. Sign in instead, or use another address."),
        "INVITATION_REQUIRED" => FormErrors.Of("invite", "This invitation code is not valid, or no longer. Ask for a new one."),
        "INVALID_EMAIL" => FormErrors.Of("email", "This is no e-mail address."),
        "PASSWORD_TOO_SHORT" or "PASSWORD_TOO_LONG" or "PASSWORD_COMPROMISED" => FormErrors.Of("password", exception.Problem.Text),
        _ => FormErrors.Of(exception),
    };

    private static IResult Page(HttpContext context, SignUpModel model, int status = StatusCodes.Status200OK) =>
        PageResults.Page<SignUpPage>(context, model with { IsPlainHttp = PlainHttp.DropsCookies(context.Request) }, status);
}
