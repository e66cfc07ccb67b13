using Todo.Cli.Output;
using Todo.Cli.Services;

namespace Todo.Cli.Images;

/// <summary>Builds what is missing of a tree's images; a tag that is there already is never made again.</summary>
internal sealed class ImageBuilder(ContainerTool tool, BaseImages bases)
{
    /// <summary>All images of the present sources, under <c>localhost</c>, for this machine's architecture unless a platform (<c>linux/arm64</c>) is named.</summary>
    public async Task<ImageSet> BuildAsync(string prefix, string? platform, CancellationToken cancellation)
    {
        // A copy: what somebody changes meanwhile must not come under the name of what was there before.
        using var sources = BuildSources.Copy(Home.Sources);
        var tree = await TreeState.ReadAsync(Home.Sources, bases, cancellation);
        if (BuildSources.Fingerprint(Home.Sources, bases) != BuildSources.Fingerprint(sources.Folder, bases))
        {
            throw new FailureException("The sources have changed while they were read: build again.");
        }

        var set = new ImageSet(prefix, tree.Tag);
        foreach (var image in ImageSet.All)
        {
            await BuildAsync(image, set.Reference(image), sources.Folder, tree, platform, cancellation);
        }

        return set;
    }

    private async Task BuildAsync(ImageName image, string reference, string folder, TreeState tree, string? platform, CancellationToken cancellation)
    {
        if (await tool.FindImageAsync(reference, cancellation) is { } found)
        {
            Lines.Progress($"{reference} is here already: {found.Id}");
            return;
        }

        List<(string, string)> arguments =
        [
            ("VERSION", tree.Version),
            ("REVISION", tree.Revision),
            ("CREATED", tree.Created.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture)),
        ];
        if (bases.Sdk is not null)
        {
            arguments.Add(("SDK_IMAGE", bases.Sdk));
        }

        if (bases.Runtime is not null)
        {
            arguments.Add(("RUNTIME_IMAGE", bases.Runtime));
        }

        Lines.Progress($"== {reference} by {tool.Name}");
        await tool.BuildAsync(new ImageBuild(folder, image.Target, reference, platform, arguments), cancellation);
    }
}
