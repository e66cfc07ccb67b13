using Todo.Backend.Database;
using Todo.Backend.Housekeeping;
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

        var app = builder.Build();

        app.UseServiceDefaults();

        return app;
    }
}
