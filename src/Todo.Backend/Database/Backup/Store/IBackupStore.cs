namespace Todo.Backend.Database.Backup.Store;

/// <summary>A place that keeps backups by their names, and may keep other things too, which are none of its business.</summary>
internal interface IBackupStore
{
    /// <summary>How messages call it.</summary>
    string Place { get; }

    /// <summary>The whole backups, the newest first.</summary>
    Task<IReadOnlyList<StoredBackup>> ListAsync(CancellationToken cancellation);

    /// <summary>
    /// Writes a backup, which is there under its name only when <paramref name="content"/> has come to its end; otherwise nothing
    /// stays. Gives its size in bytes.
    /// </summary>
    Task<long> WriteAsync(BackupName name, Func<Stream, Task> content, CancellationToken cancellation);

    /// <summary>The content of a backup as it was written; the caller disposes of it.</summary>
    /// <exception cref="BackupException">There is none of that name.</exception>
    Task<Stream> OpenAsync(BackupName name, CancellationToken cancellation);

    /// <summary>Removes a backup. One that is gone already is no error.</summary>
    Task DeleteAsync(BackupName name, CancellationToken cancellation);

    /// <summary>Removes what broken-off writes from before this time have left. Gives their number.</summary>
    Task<int> CleanAsync(DateTimeOffset before, CancellationToken cancellation);
}

/// <summary>A whole backup of a store.</summary>
/// <param name="Name">Its name, with the time it was begun.</param>
/// <param name="Bytes">Its size.</param>
internal sealed record StoredBackup(BackupName Name, long Bytes);
