using Todo.Backend.Accounts;
using Todo.Backend.Database;
using Todo.Backend.Journal;
using Todo.Backend.Tasks;
using Todo.Backend.Tools;
using Todo.Hosting;

namespace Todo.Backend.Mcp;

/// <summary>The server for MCP clients alone, with the backend's settings and on its database: no REST, no chat, no housekeeping.</summary>
public static class McpApp
{
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.AddServiceDefaults("backend", options =>
        {
            options.IsBehindGateway = true;
            options.CacheControl = "no-store";
        });
        builder.AddDatabase();
        builder.AddAccounts();
        builder.AddTasks();
        builder.AddJournal();
        builder.AddTools();
        builder.AddMcp();

        var app = builder.Build();

        app.UseServiceDefaults();
        app.UseAccounts();
        app.UseChangeSignal();
        app.MapMcp();
        return app;
    }
}
