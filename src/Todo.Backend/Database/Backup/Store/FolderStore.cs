namespace Todo.Backend.Database.Backup.Store;

/// <summary>Backups as files of a folder, such as a mounted volume. A file that is being written ends in .part.</summary>
internal sealed class FolderStore(string folder) : IBackupStore
{
    private const string Part = ".part";

    public string Place => folder;

    public Task<IReadOnlyList<StoredBackup>> ListAsync(CancellationToken cancellation) => TryAsync("read", () =>
        Task.FromResult<IReadOnlyList<StoredBackup>>([.. Folder().EnumerateFiles()
            .Select(file => (Name: BackupName.Parse(file.Name), file.Length))
            .Where(file => file.Name is not null)
            .Select(file => new StoredBackup(file.Name!, file.Length))
            .OrderByDescending(backup => backup.Name.At)]));

    public Task<long> WriteAsync(BackupName name, Func<Stream, Task> content, CancellationToken cancellation) => TryAsync("written", async () =>
    {
        Folder();
        var part = PathOf(name) + Part;
        var target = new FileStream(part, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        try
        {
            await using (target)
            {
                await content(target);
                await target.FlushAsync(cancellation);
                RandomAccess.FlushToDisk(target.SafeFileHandle);
            }

            File.Move(part, PathOf(name), overwrite: false);
            return new FileInfo(PathOf(name)).Length;
        }
        finally
        {
            File.Delete(part);
        }
    });

    public Task<Stream> OpenAsync(BackupName name, CancellationToken cancellation) => TryAsync("read", () =>
        File.Exists(PathOf(name))
            ? Task.FromResult<Stream>(new FileStream(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16, useAsync: true))
            : throw new BackupException($"There is no backup {name} in {Place}: see `backups`."));

    public Task DeleteAsync(BackupName name, CancellationToken cancellation) => TryAsync("written", () =>
    {
        File.Delete(PathOf(name));
        return Task.FromResult(true);
    });

    public Task<int> CleanAsync(DateTimeOffset before, CancellationToken cancellation) => TryAsync("written", () =>
    {
        var left = Folder().GetFiles($"*{Part}").Where(file => BackupName.Parse(file.Name[..^Part.Length]) is not null && file.LastWriteTimeUtc < before.UtcDateTime).ToList();
        left.ForEach(file => file.Delete());
        return Task.FromResult(left.Count);
    });

    private string PathOf(BackupName name) => Path.Combine(folder, name.ToString());

    // Not made here: a volume that is not mounted would be filled beside its place.
    private DirectoryInfo Folder() => Directory.Exists(folder)
        ? new DirectoryInfo(folder)
        : throw new BackupException($"The folder {folder} of BACKEND_BACKUP_STORE does not exist: mount or make it.");

    private async Task<T> TryAsync<T>(string what, Func<Task<T>> action)
    {
        try
        {
            return await action();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"The folder {folder} of BACKEND_BACKUP_STORE can't be {what}: {error.Message}", error);
        }
    }
}
