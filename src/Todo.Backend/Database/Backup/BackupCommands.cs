using Todo.Backend.Database.Backup.Encryption;

namespace Todo.Backend.Database.Backup;

/// <summary><c>backend backup FILE|-</c> and <c>backend restore FILE|- [--replace]</c>; <c>-</c> is standard output or input.</summary>
internal static class BackupCommands
{
    public static async Task<int> BackupAsync(IServiceProvider services, string file, CancellationToken cancellation)
    {
        var writer = ActivatorUtilities.CreateInstance<BackupWriter>(services);
        if (file == "-")
        {
            await using var output = Console.OpenStandardOutput();
            await ReportAsync("Saved", await writer.WriteAsync(output, cancellation));
            return 0;
        }

        // Beside its place first: a backup that breaks off leaves the one before it as it was.
        var part = file + ".part";
        try
        {
            await using (var target = new FileStream(part, new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }))
            {
                await ReportAsync("Saved", await writer.WriteAsync(target, cancellation));
                await target.FlushAsync(cancellation);
                RandomAccess.FlushToDisk(target.SafeFileHandle);
            }

            File.Move(part, file, overwrite: true);
            return 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"The file {file} can't be written: {error.Message}", error);
        }
        finally
        {
            File.Delete(part);
        }
    }

    public static async Task<int> RestoreAsync(IServiceProvider services, string file, bool replace, CancellationToken cancellation)
    {
        var reader = ActivatorUtilities.CreateInstance<BackupReader>(services);
        await using var source = Open(file);
        await using var plain = await new BackupKeys(services.GetRequiredService<BackupSettings>()).OpenAsync(source, cancellation);
        await ReportAsync("Restored", await reader.RestoreAsync(plain, replace, cancellation));
        return 0;
    }

    private static Stream Open(string file)
    {
        try
        {
            return file == "-" ? Console.OpenStandardInput() : File.OpenRead(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"The file {file} can't be read: {error.Message}", error);
        }
    }

    // On standard error: standard output may be the backup itself.
    private static Task ReportAsync(string verb, IReadOnlyList<(string Table, long Rows)> tables) =>
        Console.Error.WriteLineAsync($"{verb} {tables.Sum(table => table.Rows)} rows of {tables.Count} tables: {string.Join(", ", tables.Select(table => $"{table.Table} {table.Rows}"))}.");
}
