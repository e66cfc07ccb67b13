using Todo.Hosting;
using Todo.Hosting.Settings;

namespace Todo.Backend.Database.Roles;

/// <summary>
/// <c>backend roles</c>, beside PostgreSQL and over its socket: makes database and roles as the URLs say, and follows their files until
/// it is told to stop. Changing a Secret is then all that a rotation takes.
/// </summary>
internal static class RolesCommand
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(IServiceProvider services, CancellationToken cancellation)
    {
        var reader = services.GetRequiredService<SettingsReader>();
        var settings = reader.Read<RolesSettings>();
        reader.ThrowIfAny();
        var urls = services.GetRequiredService<DatabaseSettings>();
        if (urls.MigrationUrl is null)
        {
            throw new SettingsException(["BACKEND_DATABASE_MIGRATION_URL is missing: set BACKEND_DATABASE_MIGRATION_URL_FILE to the file with the owner's URL."]);
        }

        var time = services.GetRequiredService<TimeProvider>();
        await using var keeper = ActivatorUtilities.CreateInstance<RolesKeeper>(
            services,
            urls,
            settings,
            ActivatorUtilities.CreateInstance<RoleMaker>(services),
            ActivatorUtilities.CreateInstance<RoleLocks>(services, settings),
            ActivatorUtilities.CreateInstance<TlsWatch>(services, settings));
        try
        {
            while (true)
            {
                await RolesHealth.WriteAsync(await keeper.PassAsync(cancellation), cancellation);
                await Task.Delay(Interval, time, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ServiceHost.Stopped;
        }
    }
}
