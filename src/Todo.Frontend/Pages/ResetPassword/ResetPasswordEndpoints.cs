using System.Net;
using Todo.Contracts;
using Todo.Frontend.Forms;
using Todo.Frontend.Sessions;

namespace Todo.Frontend.Pages.ResetPassword;

public static class ResetPasswordEndpoints
{
    public static void MapResetPassword(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/reset-password", context => Task.FromResult(PageResults.Page<ResetPasswordPage>(context, new ResetPasswordModel()))).AllowAnonymous();
        routes.MapForm("/reset-password", SetAsync).AllowAnonymous();
    }

    private static async Task<IResult> SetAsync(HttpContext context, FormFields form)
    {
        try
        {
            await context.ApiWith(token: null).ResetPasswordAsync(form["code"] ?? "", form.Raw("password"), context.RequestAborted);
        }
        catch (ApiException exception) when (exception.Status is HttpStatusCode.BadRequest or HttpStatusCode.TooManyRequests)
        {
            var errors = exception.Problem.Code switch
            {
                "INVALID_TOKEN" => FormErrors.Of("code", "This code is not valid, or no longer. Ask for a new one."),
                "PASSWORD_TOO_SHORT" or "PASSWORD_TOO_LONG" or "PASSWORD_COMPROMISED" => FormErrors.Of("password", exception.Problem.Text),
                _ => FormErrors.Of(exception),
            };
            return PageResults.Page<ResetPasswordPage>(context, new ResetPasswordModel(form["code"]) { Errors = errors }, (int)exception.Status);
        }

        new Flash(FlashKind.PasswordReset).Set(context);
        return PageResults.SeeOther("/sign-in");
    }
}
