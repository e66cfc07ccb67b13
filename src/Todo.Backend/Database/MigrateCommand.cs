namespace Todo.Backend.Database;

/// <summary><c>backend migrate</c>: waits for the database, then brings the schema up to this program as its owner.</summary>
internal static class MigrateCommand
{
    public static async Task<int> RunAsync(IServiceProvider services, CancellationToken cancellation)
    {
        await DatabaseWait.ForOwnerAsync(services, cancellation);
        var applied = await services.GetRequiredService<Migrator>().MigrateAsync(cancellation);
        await Console.Out.WriteLineAsync(applied.Count == 0 ? "The schema is up to date." : $"Applied {string.Join(", ", applied)}.");
        return 0;
    }
}
