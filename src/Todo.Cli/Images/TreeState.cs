using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Todo.Cli.Processes;

namespace Todo.Cli.Images;

/// <summary>
/// What an image is named after. A commit's tag is given to that commit's content only: a tree with changes is named after what it holds,
/// so that no tag ever stands for two contents.
/// </summary>
/// <param name="Tag"><c>v1.2.3</c>, <c>dev-1a2b3c4</c> (seven digits of the commit) or <c>work-0123456789ab</c> (of the content).</param>
/// <param name="Version">Of the product, as SemVer; with the tag behind it where this is no release.</param>
/// <param name="Revision">The full commit, with <c>-dirty</c> where there are changes; <c>unknown</c> outside a git working copy.</param>
/// <param name="Created">Time of the commit: the same content gives the same labels.</param>
internal sealed partial record TreeState(string Tag, string Version, string Revision, DateTimeOffset Created)
{
    public const string ChangedPrefix = "work-";

    /// <summary>Of the sources in this folder, built on these bases.</summary>
    public static async Task<TreeState> ReadAsync(string folder, BaseImages bases, CancellationToken cancellation)
    {
        var version = XDocument.Load(Path.Combine(folder, "Directory.Build.props")).Descendants("Version").Single().Value;
        string commit;
        try
        {
            commit = await GitAsync(folder, cancellation, "rev-parse", "HEAD");
        }
        catch (ToolException)
        {
            return Changed("unknown", DateTimeOffset.UnixEpoch);
        }

        var created = DateTimeOffset.Parse(await GitAsync(folder, cancellation, "show", "--no-patch", "--format=%cI", "HEAD"), CultureInfo.InvariantCulture);
        if ((await GitAsync(folder, cancellation, "status", "--porcelain")).Length > 0)
        {
            return Changed($"{commit}-dirty", created);
        }

        var tags = await GitAsync(folder, cancellation, "tag", "--points-at", "HEAD", "--sort=-version:refname");
        var release = tags.Split('\n').FirstOrDefault(tag => ReleaseTag().IsMatch(tag));
        return release is not null ? new TreeState(release, release[1..], commit, created)
            : Named($"dev-{commit[..7]}", commit, created);

        TreeState Changed(string revision, DateTimeOffset time) => Named(ChangedPrefix + BuildSources.Fingerprint(folder, bases), revision, time);

        TreeState Named(string tag, string revision, DateTimeOffset time) => new(tag, $"{version}-{tag}", revision, time);
    }

    private static Task<string> GitAsync(string folder, CancellationToken cancellation, params string[] arguments) =>
        Tool.RunAsync("git", ["-C", folder, .. arguments], cancellation);

    [GeneratedRegex(@"^v\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ReleaseTag();
}
