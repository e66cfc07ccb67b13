using System.Globalization;
using Todo.Backend.Database.Backup.S3;
using Todo.Hosting.Settings;

namespace Todo.Backend.Database.Backup.Store;

/// <summary><c>backend backup-store</c>, <c>backend restore-store [NAME]</c> and <c>backend backups</c>.</summary>
internal static class StoreCommands
{
    public static async Task<int> BackupAsync(IServiceProvider services, CancellationToken cancellation)
    {
        using var client = S3(services);
        var backups = Backups(services, client);
        await DatabaseWait.ForOwnerAsync(services, cancellation);
        await backups.SaveAsync(cancellation);
        return 0;
    }

    public static async Task<int> RestoreAsync(IServiceProvider services, string? name, CancellationToken cancellation)
    {
        using var client = S3(services);
        var backups = Backups(services, client);
        await DatabaseWait.ForOwnerAsync(services, cancellation);
        await backups.RestoreAsync(name, cancellation);
        return 0;
    }

    public static async Task<int> ListAsync(IServiceProvider services, CancellationToken cancellation)
    {
        using var client = S3(services);
        var store = Store(services, client);
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        foreach (var backup in await store.ListAsync(cancellation))
        {
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{backup.Name}  {backup.Bytes,14:N0} bytes  {Age(now - backup.Name.At)}"));
        }

        return 0;
    }

    private static StoredBackups Backups(IServiceProvider services, S3Client? client)
    {
        var keys = new Encryption.BackupKeys(services.GetRequiredService<BackupSettings>());
        _ = keys.Current;
        return ActivatorUtilities.CreateInstance<StoredBackups>(
            services, Store(services, client), keys, ActivatorUtilities.CreateInstance<BackupWriter>(services), ActivatorUtilities.CreateInstance<BackupReader>(services));
    }

    private static S3Client? S3(IServiceProvider services) =>
        services.GetRequiredService<BackupSettings>() is { IsS3: true } settings ? new S3Client(settings, services.GetRequiredService<TimeProvider>()) : null;

    private static IBackupStore Store(IServiceProvider services, S3Client? client)
    {
        var settings = services.GetRequiredService<BackupSettings>();
        return client is not null ? new S3Store(client, settings.S3Place.Bucket, settings.S3Place.Prefix)
            : settings.Store is { } place ? new FolderStore(place)
            : throw new SettingsException(["BACKEND_BACKUP_STORE is missing: set it to a folder, or to s3://bucket/prefix."]);
    }

    private static string Age(TimeSpan age) =>
        age < TimeSpan.Zero ? "in the future: the clock has jumped"
        : age.TotalDays >= 1 ? $"{(int)age.TotalDays} d {age.Hours} h old"
        : $"{age.Hours} h {age.Minutes} min old";
}
