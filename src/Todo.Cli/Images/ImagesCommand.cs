using System.CommandLine;
using System.Globalization;
using Todo.Cli.Output;
using Todo.Cli.Services;

namespace Todo.Cli.Images;

/// <summary><c>todo images</c>: builds the images of these sources, lists, loads and pushes them (docs/images.md).</summary>
internal static class ImagesCommand
{
    public static Command Create() => new("images", "Builds the container images of these sources, lists them, loads them into a cluster, pushes them.")
    {
        Build(),
        List(),
        Load(),
        Push(),
        SbomCommand.Create(),
    };

    private static Option<string> PrefixOption() =>
        new("--prefix") { HelpName = "PREFIX", Description = "What stands before the names.", DefaultValueFactory = _ => ImageSet.Local };

    private static Option<string?> Optional(string name, string help, string description) => new(name) { HelpName = help, Description = description };

    private static Command Build()
    {
        var prefix = PrefixOption();
        var sdk = Optional("--sdk-image", "IMAGE", $"Built with this instead of the Dockerfile's; {BaseImages.SdkVariable} is the default.");
        var runtime = Optional("--runtime-image", "IMAGE", $"Stands on this instead of the Dockerfile's; {BaseImages.RuntimeVariable} is the default.");
        var platform = Optional("--platform", "PLATFORM", "For another machine, such as linux/arm64.");
        var command = new Command("build", "Builds what is missing of the four images, tagged after the sources: v1.2.3, dev-1a2b3c4, or work-… with changes.") { prefix, sdk, runtime, platform };
        command.SetAction(async (parsed, cancellation) =>
        {
            var tool = await ContainerTool.RequireAsync(cancellation);
            var builder = new ImageBuilder(tool, BaseImages.Read(parsed.GetValue(sdk), parsed.GetValue(runtime)));
            var set = await builder.BuildAsync(parsed.GetRequiredValue(prefix), parsed.GetValue(platform), cancellation);
            await WriteAsync(tool, set.References, cancellation);
            return 0;
        });
        return command;
    }

    private static Command List()
    {
        var prefix = PrefixOption();
        var command = new Command("list", "The images of Todo on this machine: reference, digest of the image, size as pulled, time of the build.") { prefix };
        command.SetAction(async (parsed, cancellation) =>
        {
            var tool = await ContainerTool.RequireAsync(cancellation);
            var names = ImageSet.All.Select(image => $"{parsed.GetRequiredValue(prefix)}/{image.Name}:").ToArray();
            var references = await tool.ReferencesAsync($"{parsed.GetRequiredValue(prefix)}/", cancellation);
            await WriteAsync(tool, references.Where(reference => names.Any(name => reference.StartsWith(name, StringComparison.Ordinal))).Order(StringComparer.Ordinal), cancellation);
            return 0;
        });
        return command;
    }

    private static Command Load()
    {
        var prefix = PrefixOption();
        var context = Optional("--context", "NAME", "The cluster's kubectl context; the current one by default.");
        var load = Optional("--load-command", "COMMAND", $"Run for each archive, whose path is {{file}} or comes last; {ImageLoader.CommandVariable} is the default.");
        var command = new Command("load", "Loads the images of these sources into minikube, kind, or by a command of your own.") { prefix, context, load };
        command.SetAction(async (parsed, cancellation) =>
        {
            var set = await OfTreeAsync(parsed.GetRequiredValue(prefix), cancellation);
            var loader = new ImageLoader(await ContainerTool.RequireAsync(cancellation));
            await loader.LoadAsync(set, parsed.GetValue(context), parsed.GetValue(load), cancellation);
            return 0;
        });
        return command;
    }

    private static Command Push()
    {
        var prefix = PrefixOption();
        var registry = new Option<string>("--registry") { HelpName = "PREFIX", Description = "Where to, such as ghcr.io/todo.", Required = true };
        var command = new Command("push", "Pushes the images of these sources to a registry and prints their digests. A tag that is there already is not pushed again.") { prefix, registry };
        command.SetAction(async (parsed, cancellation) =>
        {
            var set = await OfTreeAsync(parsed.GetRequiredValue(prefix), cancellation);
            var pushed = await new ImagePusher(await ContainerTool.RequireAsync(cancellation)).PushAsync(set, parsed.GetRequiredValue(registry), cancellation);
            pushed.Write();
            return 0;
        });
        return command;
    }

    private static async Task<ImageSet> OfTreeAsync(string prefix, CancellationToken cancellation) =>
        new(prefix, (await TreeState.ReadAsync(Home.Sources, BaseImages.Read(), cancellation)).Tag);

    private static async Task WriteAsync(ContainerTool tool, IEnumerable<string> references, CancellationToken cancellation)
    {
        var sizes = new ImageSize(tool);
        var rows = new Rows("image", "digest", "MB compressed", "created");
        foreach (var reference in references)
        {
            var image = await tool.FindImageAsync(reference, cancellation) ?? throw new FailureException($"{reference} has gone meanwhile.");
            var megabytes = await sizes.CompressedAsync(image, cancellation) / 1_000_000.0;
            rows.Add(reference, image.Id, megabytes.ToString("0.0", CultureInfo.InvariantCulture), image.Created.ToString("u", CultureInfo.InvariantCulture));
        }

        rows.Write();
    }
}
