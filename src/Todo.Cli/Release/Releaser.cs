using System.Globalization;
using System.Text.RegularExpressions;
using Todo.Cli.Images;
using Todo.Cli.Processes;

namespace Todo.Cli.Release;

/// <summary>One file and what it becomes.</summary>
internal sealed record Edit(string Path, string Text);

/// <summary>Makes a release of the working copy in a folder, as one commit and its tags. Nothing is pushed.</summary>
internal sealed partial class Releaser(string folder, TimeProvider time)
{
    /// <summary>Releases are made from here only.</summary>
    public const string Branch = "main";

    private const string Unreleased = "## [Unreleased]";

    /// <summary>The tags that it would set; a <see cref="UserException"/> says what stands in the way.</summary>
    public async Task<IReadOnlyList<string>> CheckAsync(string version, CancellationToken cancellation)
    {
        if (!SemVer().IsMatch(version))
        {
            throw new UserException($"'{version}' is no version: write it as 1.2.3 (semver.org), without a v.");
        }

        if ((await GitAsync(cancellation, "status", "--porcelain")).Length > 0)
        {
            throw new UserException("There are changes that are in no commit: commit or stash them first.");
        }

        if (await GitAsync(cancellation, "branch", "--show-current") is var branch && branch != Branch)
        {
            throw new UserException($"Releases are made from {Branch}, and this is {(branch.Length > 0 ? branch : "no branch")}: git switch {Branch}.");
        }

        var tags = Tags(version);
        var present = (await GitAsync(cancellation, "tag", "--list")).Split('\n');
        if (tags.FirstOrDefault(tag => present.Contains(tag, StringComparer.Ordinal)) is { } used)
        {
            throw new UserException($"The tag {used} is there already, and a version is released once: choose the next.");
        }

        if (Changes(Read("CHANGELOG.md")).Trim().Length == 0)
        {
            throw new UserException("CHANGELOG.md has nothing under [Unreleased]: write what this release changes for users first.");
        }

        return tags;
    }

    /// <summary>What is written: the product's version, the charts', the changelog.</summary>
    public IReadOnlyList<Edit> Edits(string version) =>
    [
        new("Directory.Build.props", ProductVersion().Replace(Read("Directory.Build.props"), version, 1)),
        .. Charts().Select(chart => Path.Combine("charts", chart, "Chart.yaml")).Select(path => new Edit(path, Chart(Read(path), version))),
        new("CHANGELOG.md", Changelog(Read("CHANGELOG.md"), version)),
    ];

    /// <summary>Writes, renders the manifests anew, commits and tags.</summary>
    public async Task ReleaseAsync(string version, CancellationToken cancellation)
    {
        foreach (var edit in Edits(version))
        {
            await File.WriteAllTextAsync(Path.Combine(folder, edit.Path), edit.Text, cancellation);
        }

        // The committed manifests name the images' tags.
        if (Directory.Exists(Path.Combine(folder, "rendered")))
        {
            foreach (var verb in (string[])["render", "readme"])
            {
                await Tool.RunAsync(Path.Combine(folder, "todo"), ["charts", verb], cancellation);
            }
        }

        await GitAsync(cancellation, "commit", "--quiet", "--all", "--message", $"Release {version} (003-T022)");
        foreach (var tag in Tags(version))
        {
            await GitAsync(cancellation, "tag", "--annotate", "--message", $"Release {version}", tag);
        }
    }

    // A chart and an image of one name share a tag: they are released together.
    private IReadOnlyList<string> Tags(string version) =>
        [$"v{version}", .. Charts().Concat(ImageSet.All.Select(image => image.Name)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name => $"{name}-v{version}")];

    private IEnumerable<string> Charts() =>
        Directory.Exists(Path.Combine(folder, "charts"))
            ? Directory.GetDirectories(Path.Combine(folder, "charts")).Where(chart => File.Exists(Path.Combine(chart, "Chart.yaml"))).Select(chart => Path.GetFileName(chart)!).Order(StringComparer.Ordinal)
            : [];

    // Its own version, the application's, and that of dependencies that lie beside it.
    private static string Chart(string text, string version)
    {
        text = OwnVersions().Replace(text, match => $"{match.Groups["key"].Value} {version}");
        return Neighbour().Replace(text, match => $"{match.Groups["before"].Value}{version}{match.Groups["after"].Value}");
    }

    private string Changelog(string text, string version)
    {
        var date = time.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return text.Replace(Unreleased, $"{Unreleased}\n\n## [{version}] - {date}", StringComparison.Ordinal);
    }

    // What stands between the heading and the next one.
    private static string Changes(string text)
    {
        var from = text.IndexOf(Unreleased, StringComparison.Ordinal);
        if (from < 0)
        {
            return "";
        }

        var rest = text[(from + Unreleased.Length)..];
        var to = rest.IndexOf("\n## [", StringComparison.Ordinal);
        return to < 0 ? rest : rest[..to];
    }

    private string Read(string path) => File.ReadAllText(Path.Combine(folder, path));

    private Task<string> GitAsync(CancellationToken cancellation, params string[] arguments) => Tool.RunAsync("git", ["-C", folder, .. arguments], cancellation);

    [GeneratedRegex(@"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z]+(\.[0-9A-Za-z]+)*)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SemVer();

    [GeneratedRegex("(?<=<Version>)[^<]+(?=</Version>)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ProductVersion();

    [GeneratedRegex(@"^(?<key>version:|appVersion:) .*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex OwnVersions();

    [GeneratedRegex(@"(?<before>^ +version: )\S+(?<after>\n +repository: ""?file://)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Neighbour();
}
