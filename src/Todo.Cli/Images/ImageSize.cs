using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using Todo.Cli.Services;

namespace Todo.Cli.Images;

/// <summary>What an image costs to pull: the sum of its layers by gzip, as a registry keeps them. Counted once for each layer: most are the base's.</summary>
internal sealed class ImageSize(ContainerTool tool)
{
    private static string Folder => Path.Combine(Home.Sources, "artifacts", "images");

    /// <summary>Bytes.</summary>
    public async Task<long> CompressedAsync(LocalImage image, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Folder);
        var known = Path.Combine(Folder, image.Id.Replace(':', '-') + ".size");
        if (File.Exists(known))
        {
            return long.Parse(await File.ReadAllTextAsync(known, cancellation), CultureInfo.InvariantCulture);
        }

        var archive = Path.Combine(Folder, $"{Guid.NewGuid():n}.tar");
        try
        {
            await tool.SaveAsync(image.Reference, archive, cancellation);
            var size = await LayersAsync(archive, cancellation);
            await File.WriteAllTextAsync(known, size.ToString(CultureInfo.InvariantCulture), cancellation);
            return size;
        }
        finally
        {
            File.Delete(archive);
        }
    }

    // Layers are the archive's big parts; its few lines of JSON do not count.
    private static async Task<long> LayersAsync(string archive, CancellationToken cancellation)
    {
        await using var reader = new TarReader(File.OpenRead(archive));
        var size = 0L;
        while (await reader.GetNextEntryAsync(copyData: false, cancellation) is { } entry)
        {
            // Layers go by their digest in the archives of all tools.
            var known = Path.Combine(Folder, Path.GetFileNameWithoutExtension(entry.Name) + ".layer-size");
            if (File.Exists(known))
            {
                size += long.Parse(await File.ReadAllTextAsync(known, cancellation), CultureInfo.InvariantCulture);
            }
            else if (entry is { EntryType: TarEntryType.RegularFile or TarEntryType.V7RegularFile, DataStream: { } data } && !entry.Name.EndsWith(".json", StringComparison.Ordinal))
            {
                await using var counter = new CountingStream();
                await using (var gzip = new GZipStream(counter, CompressionLevel.Optimal, leaveOpen: true))
                {
                    await data.CopyToAsync(gzip, cancellation);
                }

                size += counter.Length;
                await File.WriteAllTextAsync(known, counter.Length.ToString(CultureInfo.InvariantCulture), cancellation);
            }
        }

        return size;
    }
}
