namespace Todo.Backend.Tools;

public static class ToolsFeature
{
    public static IHostApplicationBuilder AddTools(this IHostApplicationBuilder builder)
    {
        builder.Services.AddKeyedScoped<ITool, AddTaskTool>("add_task");
        builder.Services.AddKeyedScoped<ITool, ListTasksTool>("list_tasks");
        builder.Services.AddKeyedScoped<ITool, CompleteTaskTool>("complete_task");
        builder.Services.AddKeyedScoped<ITool, DeleteTaskTool>("delete_task");
        builder.Services.AddKeyedScoped<ITool, UpdateTaskTool>("update_task");
        return builder;
    }
}
