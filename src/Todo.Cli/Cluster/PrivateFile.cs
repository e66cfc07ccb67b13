namespace Todo.Cli.Cluster;

/// <summary>Files that only their owner may read.</summary>
internal static class PrivateFile
{
    /// <summary>Writes a new file of mode 0600, in a folder that is made with mode 0700 where it is absent; one that exists is never written over.</summary>
    public static async Task WriteAsync(string path, string text, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        try
        {
            await using var writer = new StreamWriter(path, options);
            await writer.WriteAsync(text.AsMemory(), cancellation);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new UserException($"{path} exists and is kept: it may hold the only key to a cluster's Secrets. Name another file.");
        }
    }
}
