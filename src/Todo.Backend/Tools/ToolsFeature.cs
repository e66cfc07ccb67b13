using Todo.Backend.Tools.Catalog;

namespace Todo.Backend.Tools;

public static class ToolsFeature
{
    public static IHostApplicationBuilder AddTools(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<ToolRunner>();
        services.AddScoped<TaskNames>();
        services.AddTool<AddTaskTool>(AddTaskTool.Definition);
        services.AddTool<ListTasksTool>(ListTasksTool.Definition);
        services.AddTool<CompleteTaskTool>(CompleteTaskTool.Definition);
        services.AddTool<DeleteTaskTool>(DeleteTaskTool.Definition);
        services.AddTool<UpdateTaskTool>(UpdateTaskTool.Definition);
        services.AddTool<AddTasksTool>(AddTasksTool.Definition);
        services.AddTool<FindTasksTool>(FindTasksTool.Definition);
        services.AddTool<RescheduleTasksTool>(RescheduleTasksTool.Definition);
        services.AddTool<UncompleteTaskTool>(UncompleteTaskTool.Definition);
        services.AddTool<CompleteTasksTool>(CompleteTasksTool.Definition);
        services.AddTool<DeleteTasksTool>(DeleteTasksTool.Definition);
        services.AddTool<RestoreTaskTool>(RestoreTaskTool.Definition);
        services.AddTool<UndoTool>(UndoTool.Definition);
        services.AddTool<ListTagsTool>(ListTagsTool.Definition);
        services.AddTool<OverviewTool>(OverviewTool.Definition);
        return builder;
    }

    /// <summary>Registered in the order in which they are offered.</summary>
    private static void AddTool<T>(this IServiceCollection services, ToolDefinition definition)
        where T : class, ITool
    {
        services.AddSingleton(definition);
        services.AddKeyedScoped<ITool, T>(definition.Name);
    }
}
