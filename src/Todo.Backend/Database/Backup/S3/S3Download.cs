using Todo.Backend.Database.Backup.Streams;

namespace Todo.Backend.Database.Backup.S3;

/// <summary>Reads an object while it comes. A connection that breaks or stands still is made anew from where it was, a few times.</summary>
internal sealed class S3Download(S3Client client, string key, HttpResponseMessage first) : ForwardReader
{
    private const int Breaks = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly long? length = first.Content.Headers.ContentLength;
    private HttpResponseMessage response = first;
    private Stream? body;
    private long position;
    private int broken;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(Patience);
            try
            {
                body ??= await response.Content.ReadAsStreamAsync(patience.Token);
                var read = await body.ReadAsync(buffer, patience.Token);
                position += read;
                return read > 0 || buffer.Length == 0 || length is null || position == length ? read : throw new IOException("The connection ended within the object.");
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is IOException or HttpRequestException or OperationCanceledException)
            {
                await ResumeAsync(e, cancellationToken);
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            body?.Dispose();
            response.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task ResumeAsync(Exception reason, CancellationToken cancellation)
    {
        if (++broken > Breaks)
        {
            throw new BackupException($"The backup could not be read to its end: {reason.Message}", reason);
        }

        if (body is not null)
        {
            await body.DisposeAsync();
        }

        response.Dispose();
        try
        {
            (body, response) = (null, await client.OpenAsync(key, position, cancellation));
        }
        catch (S3Exception e)
        {
            throw new BackupException(e.Message, e);
        }
    }
}
