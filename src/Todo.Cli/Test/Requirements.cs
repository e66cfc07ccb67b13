using Todo.Cli.Output;
using Todo.Cli.Processes;
using Todo.Cli.Services;

namespace Todo.Cli.Test;

/// <summary>What the tests need beside the .NET SDK.</summary>
internal static class Requirements
{
    private static readonly (string Package, Func<bool> IsThere)[] Debian =
    [
        ("chromium", () => Tool.IsOnPath("chromium")),
        ("postgresql", () => MachinePostgres() is not null),
        ("prometheus", () => Tool.IsOnPath("promtool")),
        ("python3-dateutil", () => Directory.Exists("/usr/lib/python3/dist-packages/dateutil")),
        ("nodejs", () => Tool.IsOnPath("node")),
        ("npm", () => Tool.IsOnPath("npm")),
    ];

    /// <summary>The programs of the oldest PostgreSQL that Debian's packages have put here.</summary>
    public static string? MachinePostgres() =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal)
                .Select(version => Path.Combine(version, "bin"))
                .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")))
            : null;

    /// <summary>Installs what is missing; a <see cref="UserException"/> names what can't be installed.</summary>
    public static async Task InstallAsync(CancellationToken cancellation)
    {
        var missing = Debian.Where(requirement => !requirement.IsThere()).Select(requirement => requirement.Package).ToArray();
        if (missing.Length > 0)
        {
            Lines.Progress($"== installing {string.Join(' ', missing)}");
            string[] asRoot = Environment.IsPrivilegedProcess ? [] : ["sudo", "--non-interactive"];
            if (!Tool.IsOnPath("apt-get")
                || await RunAsync([.. asRoot, "apt-get", "update", "-qq"], cancellation) != 0
                || await RunAsync([.. asRoot, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq", "--no-install-recommends", .. missing], cancellation) != 0)
            {
                throw new UserException($"The tests need {string.Join(", ", missing)} (names of Debian's packages), which could not be installed here. Install them and try again.");
            }
        }

        foreach (var manifest in NpmLocks().Where(IsStale))
        {
            var folder = Path.GetDirectoryName(manifest)!;
            Lines.Progress($"== npm ci in {Path.GetRelativePath(Home.Sources, folder)}");
            if (await RunAsync(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error", "--prefix", folder], cancellation) != 0)
            {
                throw new UserException($"The packages of {manifest} could not be installed; the lines above say why.");
            }
        }
    }

    private static IEnumerable<string> NpmLocks() =>
        Directory.EnumerateFiles(Path.Combine(Home.Sources, "tests"), "package-lock.json", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2 })
            .Where(file => !file.Contains("node_modules", StringComparison.Ordinal));

    // npm writes this file last.
    private static bool IsStale(string manifest)
    {
        var installed = Path.Combine(Path.GetDirectoryName(manifest)!, "node_modules", ".package-lock.json");
        return !File.Exists(installed) || File.GetLastWriteTimeUtc(installed) < File.GetLastWriteTimeUtc(manifest);
    }

    private static Task<int> RunAsync(string[] command, CancellationToken cancellation) =>
        Child.RunAsync(new ChildStart(command[0], command[0], command[1..]) { SharesConsole = true }, cancellation);
}
