using Todo.Backend.Database.Backup.Encryption;

namespace Todo.Backend.Database.Backup.Store;

/// <summary>Makes, checks, thins out and restores the backups of a store.</summary>
internal sealed partial class StoredBackups(
    IBackupStore store, BackupKeys keys, BackupWriter writer, BackupReader reader, BackupSettings settings, TimeProvider time, ILogger<StoredBackups> logger)
{
    // A write that is older is not going on any more: Jobs end long before.
    private static readonly TimeSpan LeftOver = TimeSpan.FromDays(1);

    /// <summary>Makes a backup, reads it back, and only then removes older ones.</summary>
    /// <exception cref="BackupException">It could not be made whole; no backup was added or removed.</exception>
    public async Task SaveAsync(CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        var key = keys.Current;
        var name = new BackupName(time.GetUtcNow());
        IReadOnlyList<(string Table, long Rows)> written = [];
        var bytes = await store.WriteAsync(
            name,
            async target =>
            {
                await using var encrypted = new EncryptingStream(target, key);
                written = await writer.WriteAsync(encrypted, cancellation);
                await encrypted.CompleteAsync(cancellation);
            },
            cancellation);
        await VerifyNewAsync(name, written, cancellation);

        var left = await store.CleanAsync(time.GetUtcNow() - LeftOver, cancellation);
        var expired = Retention.Expired((await store.ListAsync(cancellation)).Select(backup => backup.Name), settings.KeepDaily, settings.KeepWeekly)
            // Another that runs at the same time may be newer, and is not known to be good yet.
            .Where(old => old != name).ToList();
        foreach (var old in expired)
        {
            await store.DeleteAsync(old, cancellation);
        }

        var removed = expired.Count == 0 ? "nothing" : string.Join(", ", expired);
        Log.Saved(logger, name.ToString(), store.Place, bytes, written.Sum(table => table.Rows), Math.Round(time.GetElapsedTime(start).TotalSeconds, 1), removed, left);
    }

    /// <summary>Replaces all that is in the database by a backup, the newest where none is named. Reads it to its end before it changes anything.</summary>
    public async Task RestoreAsync(string? wanted, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        var name = wanted is null
            ? await store.ListAsync(cancellation) is [var newest, ..] ? newest.Name : throw new BackupException($"There is no backup in {store.Place}.")
            : BackupName.Parse(wanted) ?? throw new BackupException($"'{wanted}' is no name of a backup, such as {new BackupName(time.GetUtcNow())}: see `backups`.");
        var rows = await VerifyAsync(name, cancellation);
        Log.Verified(logger, name.ToString(), rows.Sum(table => table.Rows));

        await using var plain = await OpenAsync(name, cancellation);
        var restored = await reader.RestoreAsync(plain, replace: true, cancellation);
        Log.Restored(logger, name.ToString(), store.Place, restored.Sum(table => table.Rows), Math.Round(time.GetElapsedTime(start).TotalSeconds, 1));
    }

    private async Task VerifyNewAsync(BackupName name, IReadOnlyList<(string Table, long Rows)> written, CancellationToken cancellation)
    {
        try
        {
            if (!written.SequenceEqual(await VerifyAsync(name, cancellation)))
            {
                throw new BackupException("It has other rows than were written.");
            }
        }
        catch (Exception error)
        {
            // When it was told to stop, too: what nobody has read to its end does not count.
            await store.DeleteAsync(name, CancellationToken.None);
            if (error is not BackupException)
            {
                throw;
            }

            throw new BackupException($"The backup {name} could not be read back from {store.Place} and was removed; those before it are as they were. {error.Message}", error);
        }
    }

    private async Task<IReadOnlyList<(string Table, long Rows)>> VerifyAsync(BackupName name, CancellationToken cancellation)
    {
        await using var plain = await OpenAsync(name, cancellation);
        return await BackupReader.VerifyAsync(plain, cancellation);
    }

    private async Task<Stream> OpenAsync(BackupName name, CancellationToken cancellation) =>
        await keys.OpenAsync(await store.OpenAsync(name, cancellation), cancellation);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Saved and verified {Backup} in {Store}: {Bytes} bytes, {Rows} rows, {Seconds} s; removed: {Removed}; left-over parts removed: {Parts}", EventName = "BackupSaved")]
        public static partial void Saved(ILogger logger, string backup, string store, long bytes, long rows, double seconds, string removed, int parts);

        [LoggerMessage(2, LogLevel.Information, "{Backup} is whole: {Rows} rows", EventName = "BackupVerified")]
        public static partial void Verified(ILogger logger, string backup, long rows);

        [LoggerMessage(3, LogLevel.Information, "Restored {Backup} of {Store}: {Rows} rows, {Seconds} s", EventName = "BackupRestored")]
        public static partial void Restored(ILogger logger, string backup, string store, long rows, double seconds);
    }
}
