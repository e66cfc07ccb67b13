using System.CommandLine;
using Todo.Cli.Output;
using Todo.Cli.Services;

namespace Todo.Cli.Release;

/// <summary><c>todo release VERSION</c>: versions, changelog, commit and tags; the workflow makes the rest when the tags are pushed (docs/images.md).</summary>
internal static class ReleaseCommand
{
    public static Command Create()
    {
        var version = new Argument<string>("VERSION") { Description = "The new version, such as 1.2.3." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Check everything, change nothing, say what would be done." };
        var command = new Command("release", "Writes a version into product, charts and changelog, commits that and tags it: v1.2.3, and NAME-v1.2.3 for each chart and image.") { version, dryRun };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetRequiredValue(version), parsed.GetValue(dryRun), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string version, bool isDryRun, CancellationToken cancellation)
    {
        var release = new Releaser(Home.Sources, TimeProvider.System);
        var tags = await release.CheckAsync(version, cancellation);
        foreach (var file in release.Edits(version).Select(edit => edit.Path))
        {
            Lines.Progress($"{(isDryRun ? "would change" : "changes")} {file}");
        }

        if (!isDryRun)
        {
            await release.ReleaseAsync(version, cancellation);
        }

        foreach (var tag in tags)
        {
            Console.WriteLine(tag);
        }

        Lines.Progress(isDryRun ? "Nothing was changed." : $"Look at it by git show, then: git push --atomic origin {Releaser.Branch} {string.Join(' ', tags)}");
        return 0;
    }
}
