using Todo.Frontend.Forms;
using Todo.Frontend.Gateway;
using Todo.Frontend.Pages.Chat;
using Todo.Frontend.Pages.EditTask;
using Todo.Frontend.Pages.ResetPassword;
using Todo.Frontend.Pages.Settings;
using Todo.Frontend.Pages.SignIn;
using Todo.Frontend.Pages.SignUp;
using Todo.Frontend.Pages.Tasks;
using Todo.Frontend.Pages.Trash;
using Todo.Frontend.Sessions;
using Todo.Hosting.Network;

namespace Todo.Frontend.Pages;

/// <summary>The pages, a folder each.</summary>
public static class PagesFeature
{
    public static WebApplicationBuilder AddPages(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents();
        builder.Services.AddForms();
        return builder;
    }

    /// <summary>After routing and authentication, around the pages.</summary>
    public static void UsePages(this WebApplication app)
    {
        app.UseMiddleware<PageErrors>();
        var origin = app.Services.GetRequiredService<PublicOrigin>();
        app.Use((context, next) =>
        {
            if (context.ListenerName() != Listener.Public || origin.Serves(context.Request))
            {
                return next(context);
            }

            context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
            return Task.CompletedTask;
        });
        app.UseMiddleware<HttpsOnly>(); // After that: nobody is sent to a host that is not ours.
    }

    public static void MapPages(this WebApplication app)
    {
        app.MapGet("/", (HttpContext context) => PageResults.SeeOther(context.FindSession() is null ? "/sign-in" : "/tasks")).AllowAnonymous();
        app.MapSignIn();
        app.MapSignUp();
        app.MapResetPassword();
        app.MapTasks();
        app.MapEditTask();
        app.MapTrash();
        app.MapChat();
        app.MapScriptCalls().MapChatCalls();
        app.MapSettings();
        app.MapFallback("{*path}", (HttpContext context) => ErrorResults.NotFound(context)).AllowAnonymous();
    }
}
