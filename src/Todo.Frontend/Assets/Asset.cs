using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Todo.Frontend.Assets;

/// <summary>A stylesheet, script or image, in memory with its compressed forms and an address that changes with its content.</summary>
public sealed class Asset
{
    /// <param name="imports">Of a module: the names of those it imports.</param>
    public Asset(string name, byte[] content, IReadOnlyList<string> imports)
    {
        Content = content;
        Imports = imports;
        var hash = SHA256.HashData(content);
        var extension = Path.GetExtension(name);
        FileName = $"{Path.GetFileNameWithoutExtension(name)}.{Convert.ToHexStringLower(hash.AsSpan(0, 6))}{extension}";
        Integrity = "sha256-" + Convert.ToBase64String(hash);
        ETag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(hash.AsSpan(0, 8))}\"").ToString();
        ContentType = extension switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            ".txt" => "text/plain; charset=utf-8",
            _ => throw new NotSupportedException($"The type of the asset {name} is not known: add it here."),
        };
        Brotli = Compress(content, stream => new BrotliStream(stream, CompressionLevel.SmallestSize));
        Gzip = Compress(content, stream => new GZipStream(stream, CompressionLevel.SmallestSize));
    }

    public string FileName { get; }

    public string ContentType { get; }

    public string Integrity { get; }

    public string ETag { get; }

    public byte[] Content { get; }

    public IReadOnlyList<string> Imports { get; }

    public byte[] Brotli { get; }

    public byte[] Gzip { get; }

    private static byte[] Compress(byte[] content, Func<Stream, Stream> encoder)
    {
        using var result = new MemoryStream();
        using (var stream = encoder(result))
        {
            stream.Write(content);
        }

        return result.ToArray();
    }
}
