using System.Globalization;
using Todo.Hosting.Settings;

namespace Todo.Backend.Database.Backup.Store;

/// <summary><c>backend backup-store</c>, <c>backend restore-store [NAME]</c> and <c>backend backups</c>.</summary>
internal static class StoreCommands
{
    public static async Task<int> BackupAsync(IServiceProvider services, CancellationToken cancellation)
    {
        var backups = Backups(services);
        await DatabaseWait.ForAsync(services, cancellation);
        await backups.SaveAsync(cancellation);
        return 0;
    }

    public static async Task<int> RestoreAsync(IServiceProvider services, string? name, CancellationToken cancellation)
    {
        var backups = Backups(services);
        await DatabaseWait.ForAsync(services, cancellation);
        await backups.RestoreAsync(name, cancellation);
        return 0;
    }

    public static async Task<int> ListAsync(IServiceProvider services, CancellationToken cancellation)
    {
        var store = Store(services);
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        foreach (var backup in await store.ListAsync(cancellation))
        {
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{backup.Name}  {backup.Bytes,14:N0} bytes  {Age(now - backup.Name.At)}"));
        }

        return 0;
    }

    private static StoredBackups Backups(IServiceProvider services)
    {
        var keys = new Encryption.BackupKeys(services.GetRequiredService<BackupSettings>());
        _ = keys.Current;
        return ActivatorUtilities.CreateInstance<StoredBackups>(
            services, Store(services), keys, ActivatorUtilities.CreateInstance<BackupWriter>(services), ActivatorUtilities.CreateInstance<BackupReader>(services));
    }

    private static FolderStore Store(IServiceProvider services)
    {
        var settings = services.GetRequiredService<BackupSettings>();
        return settings.IsS3 ? throw new BackupException("This version keeps backups in a folder only.")
            : settings.Store is { } place ? new FolderStore(place)
            : throw new SettingsException(["BACKEND_BACKUP_STORE is missing: set it to a folder, or to s3://bucket/prefix."]);
    }

    private static string Age(TimeSpan age) =>
        age < TimeSpan.Zero ? "in the future: the clock has jumped"
        : age.TotalDays >= 1 ? $"{(int)age.TotalDays} d {age.Hours} h old"
        : $"{age.Hours} h {age.Minutes} min old";
}
