using Todo.Backend.Database;
using Todo.Backend.Chat;
using Todo.Backend.Housekeeping;
using Todo.Backend.Journal;
using Todo.Hosting;

namespace Todo.Backend;

/// <summary>The whole backend, as the process and the tests host it.</summary>
public static class BackendApp
{
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.AddServiceDefaults("backend", options => options.IsBehindGateway = true);
        builder.AddDatabase();
        builder.AddHousekeeping();
        builder.AddJournal();
        builder.AddChat();

        var app = builder.Build();

        app.UseServiceDefaults();
        app.UseChangeSignal();

        return app;
    }
}
