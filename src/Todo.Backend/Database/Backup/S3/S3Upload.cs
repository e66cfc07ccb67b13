using System.Text;
using System.Xml.Linq;
using Todo.Backend.Database.Backup.Streams;

namespace Todo.Backend.Database.Backup.S3;

/// <summary>
/// Sends what is written to it in parts, each from memory, so that it can be sent again. Nothing is to be seen of it at S3 before
/// <see cref="CompleteAsync"/>. What fits one part is sent in one piece.
/// </summary>
internal sealed class S3Upload(S3Client client, string key) : ForwardWriter
{
    /// <summary>S3 wants 5 MiB at least, but for the last, and takes 10,000 parts: 80 GiB.</summary>
    public const int PartSize = 8 << 20;

    private const int MaxParts = 10_000;

    private readonly byte[] part = new byte[PartSize];
    private readonly List<string> etags = [];
    private string? id;
    private int filled;
    private long sent;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (buffer.Length > 0)
        {
            if (filled == part.Length)
            {
                await SendPartAsync(cancellationToken);
            }

            var taken = Math.Min(buffer.Length, part.Length - filled);
            buffer[..taken].CopyTo(part.AsMemory(filled));
            filled += taken;
            buffer = buffer[taken..];
        }
    }

    /// <summary>Sends the rest and makes the object. Gives its size in bytes.</summary>
    public async Task<long> CompleteAsync(CancellationToken cancellation)
    {
        if (id is null)
        {
            using var put = (await client.SendAsync(HttpMethod.Put, key, [], part.AsMemory(0, filled), cancellation)).Response;
            return filled;
        }

        await SendPartAsync(cancellation);
        var list = new XElement("CompleteMultipartUpload", etags.Select((etag, index) => new XElement("Part", new XElement("PartNumber", index + 1), new XElement("ETag", etag))));
        try
        {
            using var made = (await client.SendAsync(HttpMethod.Post, key, [new("uploadId", id)], Encoding.UTF8.GetBytes(list.ToString(SaveOptions.DisableFormatting)), cancellation)).Response;
        }
        catch (S3Exception e) when (e.Code == "NoSuchUpload")
        {
            // It was completed, and the answer got lost: whether the object is there is seen when it is read back.
        }

        return sent;
    }

    /// <summary>Gives back what was sent, as far as that can be done; what stays is cleaned up by a later backup.</summary>
    public async Task AbortAsync()
    {
        if (id is null)
        {
            return;
        }

        try
        {
            using var aborted = (await client.SendAsync(HttpMethod.Delete, key, [new("uploadId", id)], default, CancellationToken.None)).Response;
        }
        catch (S3Exception)
        {
            // The reason for which it is given up counts, not that the server is still away.
        }
    }

    private async Task SendPartAsync(CancellationToken cancellation)
    {
        if (etags.Count == MaxParts)
        {
            throw new S3Exception($"The backup is larger than {(long)MaxParts * PartSize >> 30} GiB, which an upload of ours can't hold: keep it in a folder.", null, null);
        }

        if (id is null)
        {
            var (begun, body) = await client.SendAsync(HttpMethod.Post, key, [new("uploads", "")], default, cancellation);
            begun.Dispose();
            id = S3Store.Text(body, "UploadId");
        }

        using var response = (await client.SendAsync(HttpMethod.Put, key, [new("partNumber", $"{etags.Count + 1}"), new("uploadId", id)], part.AsMemory(0, filled), cancellation)).Response;
        etags.Add(response.Headers.ETag?.ToString() ?? throw new S3Exception("The S3 server gave a part no ETag: is BACKEND_BACKUP_S3_ENDPOINT an S3 server?", null, null));
        sent += filled;
        filled = 0;
    }
}
