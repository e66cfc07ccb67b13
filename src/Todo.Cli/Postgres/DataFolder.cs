using System.Globalization;
using System.Security.Cryptography;

namespace Todo.Cli.Postgres;

/// <summary>
/// Where one embedded database and its secrets live, held by one run at a time:
/// <c>postgres/</c> (the server's data), <c>secrets/</c> (files of mode 0600), <c>lock</c> and <c>lock.pid</c>.
/// </summary>
public sealed class DataFolder : IDisposable
{
    private const string LockName = "lock";
    private readonly FileStream held;

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        this.held = held;
    }

    /// <summary>/var/lib/todo as root, else todo below $XDG_DATA_HOME or ~/.local/share.</summary>
    public static string Default =>
        Environment.IsPrivilegedProcess
            ? "/var/lib/todo"
            : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "todo");

    public string Path { get; }

    public string Postgres => System.IO.Path.Combine(Path, "postgres");

    /// <summary>True when the folder holds a database.</summary>
    public static bool HasData(string path) => Directory.Exists(System.IO.Path.Combine(path, "postgres"));

    /// <summary>Makes the folder where it is missing and takes its lock; a <see cref="UserException"/> says what is in the way.</summary>
    public static DataFolder Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            RefuseForeign(path);
            return new DataFolder(path, TakeLock(path));
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            throw new UserException($"The data folder {path} can't be used: {error.Message.TrimEnd('.')}. Choose another with --data DIR, or give {Environment.UserName} the right to write there.");
        }
    }

    /// <summary>The text of a secret, made once by <paramref name="make"/>.</summary>
    public string Secret(string name, Func<string> make)
    {
        var file = SecretFile(name);
        if (!File.Exists(file))
        {
            WriteSecret(name, make());
        }

        return File.ReadAllText(file);
    }

    /// <summary>Writes a secret of mode 0600, whole or not at all; answers its file.</summary>
    public string WriteSecret(string name, string text)
    {
        var file = SecretFile(name);
        var fresh = file + ".new";
        File.Delete(fresh);
        using (var stream = new FileStream(fresh, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        using (var writer = new StreamWriter(stream))
        {
            writer.Write(text);
        }

        File.Move(fresh, file, overwrite: true);
        return file;
    }

    public string SecretFile(string name)
    {
        var folder = System.IO.Path.Combine(Path, "secrets");
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return System.IO.Path.Combine(folder, name);
    }

    /// <summary>256 random bits in the alphabet of URLs.</summary>
    public static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    public void Dispose() => held.Dispose();

    private static void RefuseForeign(string path)
    {
        var ours = File.Exists(System.IO.Path.Combine(path, LockName));
        if (!ours && Directory.EnumerateFileSystemEntries(path).Any(entry => System.IO.Path.GetFileName(entry) != "lost+found"))
        {
            throw new UserException($"The folder {path} holds something that is not Todo's data. Choose an empty or a new one with --data DIR.");
        }
    }

    // The lock is flock(2) on a file that stays open (.NET's FileShare.None): the kernel lifts it when the process is gone,
    // however that came. A locked file can't be read through .NET, so the holder's id stands in a second one.
    private static FileStream TakeLock(string path)
    {
        var file = System.IO.Path.Combine(path, LockName);
        FileStream stream;
        try
        {
            stream = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(file + ".pid"))
        {
            throw new FolderInUseException($"The data folder {path} is used by another run (pid {File.ReadAllText(file + ".pid").Trim()}). Stop that one, or choose another folder with --data DIR.");
        }

        File.WriteAllText(file + ".pid", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return stream;
    }
}

/// <summary>Another run holds the folder.</summary>
public sealed class FolderInUseException(string message) : UserException(message);
