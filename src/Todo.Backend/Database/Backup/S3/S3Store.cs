using System.Globalization;
using System.Net;
using System.Xml.Linq;
using Todo.Backend.Database.Backup.Store;

namespace Todo.Backend.Database.Backup.S3;

/// <summary>
/// Backups as objects below a prefix of a bucket. An object appears when its upload is completed. Amazon S3 API Reference: ListObjectsV2,
/// GetObject, PutObject, DeleteObject, CreateMultipartUpload and what belongs to it.
/// </summary>
internal sealed class S3Store(S3Client client, string bucket, string prefix) : IBackupStore
{
    public string Place => $"s3://{bucket}/{prefix}";

    public Task<IReadOnlyList<StoredBackup>> ListAsync(CancellationToken cancellation) => TryAsync<IReadOnlyList<StoredBackup>>(async () =>
    {
        var backups = new List<StoredBackup>();
        Dictionary<string, string> query = new(StringComparer.Ordinal) { ["list-type"] = "2", ["prefix"] = prefix };
        while (true)
        {
            var page = await XmlAsync(query, cancellation);
            foreach (var item in Each(page, "Contents"))
            {
                if (Name(Text(item, "Key")) is { } name)
                {
                    backups.Add(new StoredBackup(name, long.Parse(Text(item, "Size"), CultureInfo.InvariantCulture)));
                }
            }

            if (Text(page, "IsTruncated") != "true")
            {
                return [.. backups.OrderByDescending(backup => backup.Name.At)];
            }

            query["continuation-token"] = Text(page, "NextContinuationToken");
        }
    });

    public Task<long> WriteAsync(BackupName name, Func<Stream, Task> content, CancellationToken cancellation) => TryAsync(async () =>
    {
        await using var upload = new S3Upload(client, prefix + name);
        try
        {
            await content(upload);
            return await upload.CompleteAsync(cancellation);
        }
        catch
        {
            await upload.AbortAsync();
            throw;
        }
    });

    public Task<Stream> OpenAsync(BackupName name, CancellationToken cancellation) => TryAsync<Stream>(async () =>
    {
        try
        {
            return new S3Download(client, prefix + name, await client.OpenAsync(prefix + name, 0, cancellation));
        }
        catch (S3Exception e) when (e.Code == "NoSuchKey")
        {
            throw new BackupException($"There is no backup {name} in {Place}: see `backups`.", e);
        }
    });

    // S3 says 204 whether it was there or not; others say 404.
    public Task DeleteAsync(BackupName name, CancellationToken cancellation) => TryAsync(async () =>
    {
        try
        {
            using var response = (await client.SendAsync(HttpMethod.Delete, prefix + name, [], default, cancellation)).Response;
        }
        catch (S3Exception e) when (e.Code == "NoSuchKey")
        {
        }

        return true;
    });

    public Task<int> CleanAsync(DateTimeOffset before, CancellationToken cancellation) => TryAsync(async () =>
    {
        XElement page;
        try
        {
            page = await XmlAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["uploads"] = "", ["prefix"] = prefix }, cancellation);
        }
        catch (S3Exception e) when (e.Status is HttpStatusCode.NotImplemented or HttpStatusCode.MethodNotAllowed)
        {
            // A server that does not tell what it has begun removes it by itself, or by a rule of the bucket.
            return 0;
        }

        var count = 0;
        foreach (var upload in Each(page, "Upload"))
        {
            var begun = DateTimeOffset.Parse(Text(upload, "Initiated"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            if (begun < before && Name(Text(upload, "Key")) is { } name)
            {
                using var response = (await client.SendAsync(HttpMethod.Delete, prefix + name, [new("uploadId", Text(upload, "UploadId"))], default, cancellation)).Response;
                count++;
            }
        }

        return count;
    });

    internal static string Text(XElement? parent, string name) => parent is null ? "" : Each(parent, name).FirstOrDefault()?.Value ?? "";

    private static IEnumerable<XElement> Each(XElement parent, string name) => parent.Elements().Where(element => element.Name.LocalName == name);

    private BackupName? Name(string key) => key.StartsWith(prefix, StringComparison.Ordinal) ? BackupName.Parse(key[prefix.Length..]) : null;

    private async Task<XElement> XmlAsync(Dictionary<string, string> query, CancellationToken cancellation)
    {
        var (response, body) = await client.SendAsync(HttpMethod.Get, "", query, default, cancellation);
        response.Dispose();
        return body ?? throw new S3Exception("The S3 server's list is no XML: is BACKEND_BACKUP_S3_ENDPOINT an S3 server?", null, null);
    }

    private static async Task<T> TryAsync<T>(Func<Task<T>> action)
    {
        try
        {
            return await action();
        }
        catch (S3Exception error)
        {
            throw new BackupException(error.Message, error);
        }
    }
}
