using Todo.Frontend.Assets;
using Todo.Frontend.Gateway;
using Todo.Frontend.Gateway.KeyRing;
using Todo.Frontend.Pages;
using Todo.Frontend.Sessions;
using Todo.Hosting;

namespace Todo.Frontend;

/// <summary>The whole web app, as the process and the tests host it.</summary>
public static class FrontendApp
{
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.AddServiceDefaults("frontend", options =>
        {
            options.ReferrerPolicy = "same-origin";
            options.MaxRequestBodyBytes = PassThroughEndpoints.MostBytes;
        });
        builder.AddAssets();
        builder.AddGateway();
        builder.AddKeyRing();
        builder.AddSessions();
        builder.AddPages();

        var app = builder.Build();

        app.UseGateway();
        app.UseServiceDefaults();
        app.UsePages();

        app.MapPassThrough();
        app.MapAssets();
        app.MapPages();
        return app;
    }
}
