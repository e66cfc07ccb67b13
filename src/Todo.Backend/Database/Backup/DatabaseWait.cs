using Npgsql;

namespace Todo.Backend.Database.Backup;

/// <summary>A Job may start before its database does: it is waited for, then named.</summary>
internal static class DatabaseWait
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static async Task ForAsync(IServiceProvider services, CancellationToken cancellation)
    {
        var (database, time) = (services.GetRequiredService<TodoDatabase>(), services.GetRequiredService<TimeProvider>());
        var start = time.GetTimestamp();
        while (true)
        {
            try
            {
                await using var connection = await database.OpenOwnerAsync(cancellation);
                return;
            }
            catch (NpgsqlException) when (time.GetElapsedTime(start) < Patience)
            {
                await Task.Delay(Pause, time, cancellation);
            }
        }
    }
}
