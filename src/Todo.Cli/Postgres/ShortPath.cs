namespace Todo.Cli.Postgres;

/// <summary>
/// A folder's path as a socket's address can hold it (108 bytes with the final zero, unix(7)): itself, or a short link to it
/// in a temporary folder that only we can write to.
/// </summary>
internal sealed class ShortPath : IDisposable
{
    private readonly DirectoryInfo? holder;

    private ShortPath(string path, DirectoryInfo? holder)
    {
        Path = path;
        this.holder = holder;
    }

    public string Path { get; }

    public static ShortPath To(string folder, int longest)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(folder) <= longest)
        {
            return new ShortPath(folder, null);
        }

        var made = Directory.CreateTempSubdirectory("todo-");
        var link = System.IO.Path.Combine(made.FullName, "pg");
        File.CreateSymbolicLink(link, folder);
        return new ShortPath(link, made);
    }

    public void Dispose() => holder?.Delete(recursive: true);
}
