using Todo.Cli.Images;
using Todo.Cli.Output;
using Todo.Cli.Services;

namespace Todo.Cli.Deploy;

/// <summary>The images of a deployment: which they are, and how they get to where the cluster finds them.</summary>
internal sealed class DeployImages
{
    private readonly DeployOptions options;

    private DeployImages(DeployOptions options, string prefix, string tag)
    {
        this.options = options;
        Prefix = prefix;
        Tag = tag;
    }

    /// <summary>Before the names, without a slash at its end; empty: the values'.</summary>
    public string Prefix { get; }

    public string Tag { get; }

    /// <summary>Finds out what is wanted, and whether this machine can make it.</summary>
    public static async Task<DeployImages> PlanAsync(Findings findings, DeployOptions options, CancellationToken cancellation)
    {
        if (!options.BuildsImages)
        {
            findings.Ok("images", $"{options.Images}, which the cluster must have or find");
            return new DeployImages(options, options.Registry ?? "", options.Images);
        }

        var tree = await TreeState.ReadAsync(Home.Sources, BaseImages.Read(), cancellation);
        var images = new DeployImages(options, options.Registry ?? ImageSet.Local, tree.Tag);
        if (options.Target.Environment != "dev" && tree.Tag.StartsWith(TreeState.ChangedPrefix, StringComparison.Ordinal))
        {
            findings.Miss("images", $"the sources have changes that are in no commit, and nobody could tell later what runs in {options.Target.Environment}: commit them, or name a tag by --images.");
        }
        else if (await ContainerTool.FindAsync(cancellation) is { } tool)
        {
            findings.Ok("images", $"{tree.Tag}, by {tool.Name}");
        }
        else
        {
            findings.Miss("images", "neither Docker's engine nor buildah is here to build them: install one, or name a tag that the cluster can get by --images TAG --registry PREFIX.");
        }

        return images;
    }

    public string Describe() => $"{(Prefix.Length == 0 ? "" : Prefix + "/")}…:{Tag}";

    /// <summary>Builds what is missing, and pushes it to the registry or loads it into the cluster.</summary>
    public async Task DeliverAsync(Kubectl kubectl, CancellationToken cancellation)
    {
        if (!options.BuildsImages || await AreOnNodesAsync(kubectl, cancellation))
        {
            return;
        }

        var tool = await ContainerTool.RequireAsync(cancellation);
        var built = await new ImageBuilder(tool, BaseImages.Read()).BuildAsync(ImageSet.Local, platform: null, cancellation);
        if (built.Tag != Tag)
        {
            throw new FailureException($"The sources have changed meanwhile: {Tag} was looked at, {built.Tag} was built. Run the same again.");
        }

        if (options.Registry is null)
        {
            await new ImageLoader(tool).LoadAsync(built, options.Target.Context, options.LoadCommand, cancellation);
        }
        else if (!await ArePushedAsync(tool, built with { Prefix = options.Registry }, cancellation))
        {
            await new ImagePusher(tool).PushAsync(built, options.Registry, cancellation);
        }
    }

    // A tag is used once, so that an image of this name is this image.
    private async Task<bool> AreOnNodesAsync(Kubectl kubectl, CancellationToken cancellation)
    {
        var wanted = new ImageSet(Prefix, Tag).References.ToList();
        var nodes = await kubectl.ListAsync("nodes", null, cancellation);
        var there = nodes.Count > 0 && nodes.All(node =>
        {
            var names = node.Items("status", "images").SelectMany(image => image.Items("names")).Select(name => name.Json.GetString()).ToHashSet(StringComparer.Ordinal);
            return wanted.TrueForAll(names.Contains);
        });
        if (there)
        {
            Lines.Progress($"All nodes have the images {Tag} already.");
        }

        return there;
    }

    private static async Task<bool> ArePushedAsync(ContainerTool tool, ImageSet set, CancellationToken cancellation)
    {
        foreach (var reference in set.References)
        {
            if (!await tool.IsPushedAsync(reference, cancellation))
            {
                return false;
            }
        }

        return true;
    }
}
