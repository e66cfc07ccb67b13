using Microsoft.Extensions.DependencyInjection.Extensions;
using Todo.Backend.Accounts.Authentication;
using Todo.Backend.Approvals;
using Todo.Backend.Mcp.Approvals;
using Todo.Backend.Mcp.Http;
using Todo.Backend.Mcp.Prompts;
using Todo.Backend.Mcp.Resources;
using Todo.Backend.Mcp.Tools;
using Todo.Backend.Operations;
using Todo.Hosting.Settings;

namespace Todo.Backend.Mcp;

/// <summary>The door for MCP clients: the tools of the assistant, tasks as resources, prompts.</summary>
public static class McpFeature
{
    public static IHostApplicationBuilder AddMcp(this IHostApplicationBuilder builder)
    {
        builder.AddSettings<McpSettings>();
        var services = builder.Services;
        services.TryAddSingleton<ApprovalStore>();
        services.AddSingleton<RequestStates>();
        services.AddSingleton<McpApprovals>();
        services.AddSingleton<McpTools>();
        services.AddScoped<TaskResources>();
        services.AddScoped<TaskPrompts>();
        services.AddScoped<Completions>();
        // It takes a client's mistakes for errors, and says what the client has sent: TodoServer logs what is ours.
        builder.Logging.AddFilter("ModelContextProtocol", LogLevel.None);
        return builder;
    }

    /// <summary>POST /mcp, by tokens that may at least read; what changes something asks for more itself.</summary>
    public static void MapMcp(this IEndpointRouteBuilder endpoints)
    {
        var settings = endpoints.ServiceProvider.GetRequiredService<McpSettings>();
        endpoints.MapMcpServer("/mcp", new OriginRules(settings.PublicOrigins), context => TodoServer.Options(context.Caller() with { Door = Door.Mcp }, context.RequestServices))
            .RequireScopes(Scopes.Read);
    }
}
