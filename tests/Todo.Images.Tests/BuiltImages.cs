using Todo.Cli.Images;
using Todo.Cli.Services;

[assembly: AssemblyFixture(typeof(Todo.Images.Tests.BuiltImages))]

namespace Todo.Images.Tests;

/// <summary>
/// The images of the working copy that these tests were built from: those that are here, otherwise built now. Where they can't be, each test
/// is skipped and says why.
/// </summary>
public sealed class BuiltImages : IAsyncLifetime
{
    private readonly Dictionary<string, ImageContent> contents = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim one = new(1);
    private ContainerTool? tool;
    private ImageSet? set;
    private string? reason;

    public static TheoryData<string> Targets => [.. ImageSet.All.Select(image => image.Target)];

    /// <summary>Those that serve.</summary>
    public static TheoryData<string> Services => [.. ImageSet.All.Select(image => image.Target).Where(target => target != "cli")];

    public async ValueTask InitializeAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        tool = await ContainerTool.FindAsync(cancellation);
        if (tool is null)
        {
            reason = "neither Docker's engine nor buildah is here";
            return;
        }

        var bases = BaseImages.Read();
        foreach (var (name, image) in new[] { ("SDK_IMAGE", bases.Sdk), ("RUNTIME_IMAGE", bases.Runtime) })
        {
            var needed = image ?? await DefaultAsync(name, cancellation);
            if (!await tool.HasAsync(needed, cancellation))
            {
                reason = $"{tool.Name} does not have {needed}: pull it first, or name another by TODO_{name}";
                return;
            }
        }

        set = await new ImageBuilder(tool, bases).BuildAsync(ImageSet.Local, platform: null, cancellation);
    }

    public ValueTask DisposeAsync()
    {
        foreach (var content in contents.Values)
        {
            content.Dispose();
        }

        one.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Megabytes as a registry keeps it.</summary>
    internal async Task<double> SizeAsync(string target)
    {
        var reference = Reference(target);
        var image = await tool!.FindImageAsync(reference, TestContext.Current.CancellationToken);
        return await new ImageSize(tool).CompressedAsync(image!, TestContext.Current.CancellationToken) / 1_000_000.0;
    }

    /// <summary>What is in an image, unpacked once.</summary>
    internal async Task<ImageContent> OfAsync(string target)
    {
        var reference = Reference(target);
        await one.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (!contents.TryGetValue(target, out var content))
            {
                content = await ImageContent.UnpackAsync(tool!, reference, TestContext.Current.CancellationToken);
                contents.Add(target, content);
            }

            return content;
        }
        finally
        {
            one.Release();
        }
    }

    private string Reference(string target)
    {
        Assert.SkipWhen(set is null, $"No images can be built here: {reason}.");
        return set!.Reference(ImageSet.All.Single(image => image.Target == target));
    }

    private static async Task<string> DefaultAsync(string argument, CancellationToken cancellation)
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(Home.Sources, "Dockerfile"), cancellation);
        return lines.Single(line => line.StartsWith($"ARG {argument}=", StringComparison.Ordinal))[$"ARG {argument}=".Length..];
    }
}
