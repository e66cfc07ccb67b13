using System.Formats.Tar;
using System.Text.Json.Nodes;
using Todo.Cli.Images;
using Todo.Cli.Processes;

namespace Todo.Images.Tests;

/// <summary>One entry of a layer, whether a later layer covers it or not.</summary>
internal sealed record LayerFile(string Path, UnixFileMode Mode, TarEntryType Type);

/// <summary>An image taken apart: its configuration, what each layer has, and its file system in a folder.</summary>
internal sealed class ImageContent : IDisposable
{
    private ImageContent(string folder, JsonNode config, IReadOnlyList<LayerFile> files)
    {
        Folder = folder;
        Config = config;
        Files = files;
    }

    /// <summary>The file system, as the container sees it.</summary>
    public string Root => Path.Combine(Folder, "root");

    /// <summary>The image's <c>config</c>: user, entry point, health check, labels, environment.</summary>
    public JsonNode Config { get; }

    public IReadOnlyList<LayerFile> Files { get; }

    private string Folder { get; }

    public static async Task<ImageContent> UnpackAsync(ContainerTool tool, string reference, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("todo-image-").FullName;
        var archive = Path.Combine(folder, "image.tar");
        await tool.SaveAsync(reference, archive, cancellation);
        await Tool.RunAsync("tar", ["-xf", archive, "-C", folder], cancellation);
        File.Delete(archive);
        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "manifest.json"), cancellation))![0]!;
        var config = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, (string)manifest[nameof(Config)]!), cancellation))!;
        var root = Directory.CreateDirectory(Path.Combine(folder, "root")).FullName;
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        List<LayerFile> files = [];
        foreach (var layer in manifest["Layers"]!.AsArray().Select(name => Path.Combine(folder, (string)name!)))
        {
            files.AddRange(await ListAsync(layer, cancellation));
            await Tool.RunAsync("tar", ["-xf", layer, "-C", root, "--no-same-owner", "--exclude=.wh.*", "--exclude=dev/*"], cancellation);
        }

        return new ImageContent(folder, config["config"]!, files);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static async Task<List<LayerFile>> ListAsync(string layer, CancellationToken cancellation)
    {
        await using var reader = new TarReader(File.OpenRead(layer));
        List<LayerFile> files = [];
        while (await reader.GetNextEntryAsync(copyData: false, cancellation) is { } entry)
        {
            files.Add(new LayerFile(entry.Name.TrimStart('.').Trim('/'), entry.Mode, entry.EntryType));
        }

        return files;
    }
}
