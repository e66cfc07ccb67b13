using Microsoft.Extensions.DependencyInjection;
using Todo.Backend.Database;
using Todo.Hosting;

namespace Todo.Backend;

/// <summary>The verbs of the backend's binary: without one it serves; the others do one thing and end.</summary>
internal static class BackendProgram
{
    public static Task<int> RunAsync(string[] args) => args switch
    {
        ["migrate"] => ServiceHost.RunOnce("backend", builder => builder.AddDatabase(), MigrateAsync),
        _ => ServiceHost.Run(args, () => BackendApp.Build(args)),
    };

    private static async Task<int> MigrateAsync(IServiceProvider services, CancellationToken cancellation)
    {
        var applied = await services.GetRequiredService<Migrator>().MigrateAsync(cancellation);
        await Console.Out.WriteLineAsync(applied.Count == 0 ? "The schema is up to date." : $"Applied {string.Join(", ", applied)}.");
        return 0;
    }
}
