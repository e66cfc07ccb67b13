using System.Net;
using System.Text.Json.Nodes;
using Todo.Contracts;
using Todo.Frontend.Forms;
using Todo.Frontend.Pages.SignIn;
using Todo.Frontend.Pages.Tasks;
using Todo.Frontend.Sessions;

namespace Todo.Frontend.Pages.Settings;

public static class SettingsEndpoints
{
    public static void MapSettings(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/settings", context => ShowAsync(context));
        routes.MapPage("/settings/export", ExportAsync);
        routes.MapForm("/settings", SaveAsync);
        routes.MapForm("/settings/password", ChangePasswordAsync);
        routes.MapForm("/settings/sessions/revoke", RevokeAsync);
        routes.MapForm("/settings/delete-account", DeleteAccountAsync);
        routes.MapTokens();
    }

    /// <summary>The page, with what a form adds to it.</summary>
    public static async Task<IResult> ShowAsync(HttpContext context, Func<SettingsModel, SettingsModel>? with = null, int status = StatusCodes.Status200OK)
    {
        var sessions = context.AuthApi().ListSessionsAsync(context.RequestAborted);
        var settings = context.Api().GetSettingsAsync(context.RequestAborted);
        var tokens = context.Api().ListTokensAsync(context.RequestAborted);
        var current = await context.AuthApi().GetSessionAsync(context.RequestAborted)
            ?? throw new ApiException(HttpStatusCode.Unauthorized, new ApiProblem(Title: "The session has ended."), retryAfter: null);
        var user = context.GetSession();
        var text = new TaskText(user, context.RequestServices.GetRequiredService<TimeProvider>());
        var model = new SettingsModel(user, current, await settings, await sessions, (await tokens).Tokens, text) { Flash = Flash.Take(context) };
        return PageResults.Page<SettingsPage>(context, with?.Invoke(model) ?? model, status);
    }

    private static async Task<IResult> SaveAsync(HttpContext context, FormFields form)
    {
        try
        {
            var settings = await context.Api().ChangeSettingsAsync(
                new JsonObject { ["time_zone"] = form["time_zone"], ["week_start"] = form["week_start"], ["approvals"] = form["approvals"] }, context.RequestAborted);
            var name = form["name"] ?? "";
            if (name != context.GetSession().Name)
            {
                await context.AuthApi().UpdateUserAsync(name, context.RequestAborted);
            }

            await context.SignInAsync(context.GetSession() with { Name = Session.Shorten(name), TimeZone = settings.TimeZone, WeekStart = Session.Day(settings.WeekStart) });
        }
        catch (ApiException exception) when (exception.Status == HttpStatusCode.BadRequest)
        {
            return await ShowAsync(context, model => model with { General = FormErrors.Of(exception) }, StatusCodes.Status400BadRequest);
        }

        return Done(context, FlashKind.SettingsSaved);
    }

    private static async Task<IResult> ChangePasswordAsync(HttpContext context, FormFields form)
    {
        try
        {
            var token = await context.AuthApi().ChangePasswordAsync(form.Raw("current"), form.Raw("new"), revokeOtherSessions: true, context.RequestAborted);
            if (token is not null)
            {
                await SignInEndpoints.OpenAsync(context, token);
            }
        }
        catch (ApiException exception) when (exception.Status is HttpStatusCode.BadRequest or HttpStatusCode.TooManyRequests)
        {
            var errors = exception.Problem.Code switch
            {
                "INVALID_PASSWORD" => FormErrors.Of("current", "This is not your present password."),
                "PASSWORD_TOO_SHORT" or "PASSWORD_TOO_LONG" or "PASSWORD_COMPROMISED" => FormErrors.Of("new", exception.Problem.Text),
                _ => FormErrors.Of(exception),
            };
            return await ShowAsync(context, model => model with { Password = errors }, (int)exception.Status);
        }

        return Done(context, FlashKind.PasswordChanged);
    }

    private static async Task<IResult> RevokeAsync(HttpContext context, FormFields form)
    {
        await context.AuthApi().RevokeSessionAsync(form["session"] ?? "", context.RequestAborted);
        return Done(context, FlashKind.SessionEnded);
    }

    private static async Task<IResult> DeleteAccountAsync(HttpContext context, FormFields form)
    {
        try
        {
            await context.AuthApi().DeleteUserAsync(form.Raw("confirm"), context.RequestAborted);
        }
        catch (ApiException exception) when (exception.Status is HttpStatusCode.BadRequest or HttpStatusCode.TooManyRequests)
        {
            var errors = exception.Status == HttpStatusCode.BadRequest ? FormErrors.Of("confirm", "This is not your password.") : FormErrors.Of(exception);
            return await ShowAsync(context, model => model with { Delete = errors }, (int)exception.Status);
        }

        await context.ForgetSessionAsync();
        new Flash(FlashKind.AccountDeleted).Set(context);
        return PageResults.SeeOther("/sign-in");
    }

    private static async Task<IResult> ExportAsync(HttpContext context)
    {
        var export = await context.Api().ExportAsync(context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        return Results.Bytes(export, "application/json", "todo-export.json");
    }

    /// <summary>Back to the page, with a message.</summary>
    public static IResult Done(HttpContext context, FlashKind kind)
    {
        new Flash(kind).Set(context);
        return PageResults.SeeOther("/settings");
    }
}
