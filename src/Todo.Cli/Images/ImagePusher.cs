using Todo.Cli.Output;

namespace Todo.Cli.Images;

/// <summary>Pushes to a registry what is named after a commit.</summary>
internal sealed class ImagePusher(ContainerTool tool)
{
    /// <summary>Name and digest of each in the registry.</summary>
    public async Task<Rows> PushAsync(ImageSet set, string registry, CancellationToken cancellation)
    {
        if (set.IsOfChanges)
        {
            throw new UserException("These sources have changes that are in no commit, and others could not build such images again: commit first.");
        }

        var destination = set with { Prefix = registry.TrimEnd('/') };
        foreach (var reference in destination.References)
        {
            if (await tool.IsPushedAsync(reference, cancellation))
            {
                throw new UserException($"The registry has {reference} already, and a tag is used once: commit what is new, or use what is there.");
            }
        }

        var rows = new Rows("image", "digest");
        foreach (var image in ImageSet.All)
        {
            var source = set.Reference(image);
            if (await tool.FindImageAsync(source, cancellation) is null)
            {
                throw new UserException($"There is no image {source}: ./todo images build makes it.");
            }

            rows.Add(destination.Reference(image), await tool.PushAsync(source, destination.Reference(image), cancellation));
        }

        return rows;
    }
}
