using Todo.Backend.Tasks.Batches;
using Todo.Backend.Tasks.Rest;
using Todo.Backend.Tasks.Undoing;

namespace Todo.Backend.Tasks;

public static class TasksFeature
{
    public static IHostApplicationBuilder AddTasks(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddScoped<TaskWriter>();
        services.AddScoped<AddTask>();
        services.AddScoped<ReplaceTask>();
        services.AddScoped<PatchTask>();
        services.AddScoped<CompleteTask>();
        services.AddScoped<DeleteTask>();
        services.AddScoped<RestoreTask>();
        services.AddScoped<TaskBatch>();
        services.AddScoped<AddTasks>();
        services.AddScoped<CompleteTasks>();
        services.AddScoped<DeleteTasks>();
        services.AddScoped<RescheduleTasks>();
        services.AddScoped<UndoTurn>();
        services.AddScoped<GetTask>();
        services.AddScoped<ListTasks>();
        services.AddScoped<ListTrash>();
        services.AddScoped<ListTags>();
        services.AddScoped<GetStats>();
        services.AddScoped<GetOverview>();
        services.AddScoped<ExportTasks>();
        services.AddScoped<ImportTasks>();
        return builder;
    }

    /// <summary>Under <c>/api</c> and under <c>/api/{user_id}</c> alike.</summary>
    public static RouteGroupBuilder MapTasks(this RouteGroupBuilder api)
    {
        api.MapTaskChanges();
        api.MapTaskReads();
        api.MapUndo();
        api.MapTransfer();
        return api;
    }
}
