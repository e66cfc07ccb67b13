using System.Text;
using Todo.Hosting.Settings;

namespace Todo.Backend.Database.Backup;

/// <summary>The store of backups and the key they are encrypted with. Only the verbs of backup and restore read them.</summary>
public sealed class BackupSettings : ISettingsRules
{
    private const int MinKeyBytes = 32;
    private const string S3Scheme = "s3://";

    [Setting("BACKEND_BACKUP_STORE", "Where `backup-store` keeps backups: a folder, or s3://bucket/prefix.", Example = "/var/lib/todo/backups")]
    public string? Store { get; init; }

    [Setting("BACKEND_BACKUP_KEY", "Encrypts the backups of the store, at least 32 bytes, such as of `openssl rand -base64 32`. Without it nobody can read them: keep a copy elsewhere.")]
    public Secret? Key { get; init; }

    [Setting("BACKEND_BACKUP_KEY_PREVIOUS", "The key before the last change: what it encrypted can still be restored.")]
    public Secret? KeyPrevious { get; init; }

    [Setting("BACKEND_BACKUP_KEEP_DAILY", "Of the last so many days that have a backup, the newest is kept; of the last two days all are.", Default = "7", Min = "1", Max = "3650")]
    public int KeepDaily { get; init; } = 7;

    [Setting("BACKEND_BACKUP_KEEP_WEEKLY", "Of the last so many weeks (Monday to Sunday, UTC) that have a backup, the newest is kept.", Default = "4", Min = "0", Max = "520")]
    public int KeepWeekly { get; init; } = 4;

    [Setting("BACKEND_BACKUP_S3_ENDPOINT", "The S3 server, where it is not that of AWS in the region. Buckets are named in the path.", Example = "https://s3.example")]
    public Uri? S3Endpoint { get; init; }

    [Setting("BACKEND_BACKUP_S3_REGION", "The region that requests to S3 are signed for.", Default = "us-east-1")]
    public string S3Region { get; init; } = "us-east-1";

    [Setting("BACKEND_BACKUP_S3_ACCESS_KEY", "The access key at S3. It needs to list, read, write and delete below the prefix.")]
    public Secret? S3AccessKey { get; init; }

    [Setting("BACKEND_BACKUP_S3_SECRET_KEY", "The secret key at S3.")]
    public Secret? S3SecretKey { get; init; }

    /// <summary>The store is a bucket.</summary>
    public bool IsS3 => Store?.StartsWith(S3Scheme, StringComparison.Ordinal) == true;

    /// <summary>Bucket and prefix of an S3 store; the prefix is empty or ends in a slash.</summary>
    public (string Bucket, string Prefix) S3Place
    {
        get
        {
            var parts = Store![S3Scheme.Length..].Split('/', 2, StringSplitOptions.RemoveEmptyEntries);
            var prefix = parts.Length < 2 ? "" : parts[1].Trim('/');
            return (parts.Length == 0 ? "" : parts[0], prefix.Length == 0 ? "" : prefix + "/");
        }
    }

    /// <summary>Has them read and checked with the others of the verb.</summary>
    public static void Add(IHostApplicationBuilder builder) => builder.AddSettings<BackupSettings>();

    public IEnumerable<string> Check(string prefix)
    {
        foreach (var (name, key) in new[] { ("BACKEND_BACKUP_KEY", Key), ("BACKEND_BACKUP_KEY_PREVIOUS", KeyPrevious) })
        {
            if (key is not null && Encoding.UTF8.GetByteCount(key.Current) < MinKeyBytes)
            {
                yield return $"{name} is too short: use at least {MinKeyBytes} bytes, such as of `openssl rand -base64 32`.";
            }
        }

        if (Store is not null && !IsS3 && !Path.IsPathRooted(Store))
        {
            yield return $"BACKEND_BACKUP_STORE must be an absolute path of a folder or s3://bucket/prefix, but is '{Store}'.";
        }

        if (IsS3 && S3Place.Bucket.Length == 0)
        {
            yield return "BACKEND_BACKUP_STORE names no bucket: write s3://bucket or s3://bucket/prefix.";
        }

        if (IsS3 && (S3AccessKey is null || S3SecretKey is null))
        {
            yield return "BACKEND_BACKUP_STORE is a bucket, which needs BACKEND_BACKUP_S3_ACCESS_KEY and BACKEND_BACKUP_S3_SECRET_KEY: set both, or their _FILE.";
        }
    }
}
