using Todo.Backend.Accounts;
using Todo.Backend.Accounts.KeyRing;
using Todo.Backend.Assistant;
using Todo.Backend.Chat;
using Todo.Backend.Database;
using Todo.Backend.Housekeeping;
using Todo.Backend.Journal;
using Todo.Backend.Mcp;
using Todo.Backend.OpenApi;
using Todo.Backend.Tasks;
using Todo.Backend.Tools;
using Todo.Hosting;

namespace Todo.Backend;

/// <summary>The whole backend, as the process and the tests host it.</summary>
public static class BackendApp
{
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.AddServiceDefaults("backend", options =>
        {
            options.IsBehindGateway = true;
            options.CacheControl = "no-store"; // nearly all of it is somebody's own
            options.AddInternalListener(builder);
        });
        builder.AddDatabase();
        builder.AddAccounts();
        builder.AddTasks();
        builder.AddHousekeeping();
        builder.AddJournal();
        builder.AddTools();
        builder.AddModel();
        builder.AddChat();
        builder.AddMcp();

        var app = builder.Build();

        app.UseServiceDefaults();
        app.UseAccounts();
        app.UseChangeSignal();
        app.MapAccounts();
        app.MapApiDocument();
        app.MapEvents();

        // For the caller, and with the caller's id in the path, which the authentication compares.
        foreach (var prefix in new[] { "/api", "/api/{user_id}" })
        {
            var api = app.MapGroup(prefix);
            api.MapTasks();
            api.MapChat();
        }

        if (app.Services.GetRequiredService<McpSettings>().IsServed)
        {
            app.MapMcp();
        }

        return app;
    }
}
