using Todo.Backend.Database;
using Todo.Backend.Housekeeping;
using Todo.Hosting;

namespace Todo.Backend;

/// <summary>The whole backend, as the process and the tests host it.</summary>
public static class BackendApp
{
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        configure?.Invoke(builder);

        builder.AddServiceDefaults("backend");
        builder.AddDatabase();
        builder.AddHousekeeping();

        var app = builder.Build();

        app.UseServiceDefaults();
        app.MapServiceEndpoints();

        return app;
    }
}
