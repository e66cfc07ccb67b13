using System.Buffers;
using System.Net;

namespace Todo.Frontend.Gateway;

/// <summary>The body of a request as it arrives; each piece is sent on at once.</summary>
internal sealed class RequestBody(HttpRequest request) : HttpContent
{
    /// <summary>Some of it may have been read: it can't be sent once more.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Reads the whole of it, so that it can be sent any number of times.</summary>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LoadIntoBufferAsync(cancellationToken);
            HasBegun = false;
        }
        catch (HttpRequestException exception) when (exception.InnerException is BadHttpRequestException bad)
        {
            throw new BadHttpRequestException(bad.Message, bad.StatusCode, exception);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        HasBegun = true;
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            int count;
            while ((count = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
            {
                await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                await stream.FlushAsync(cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = request.ContentLength ?? 0;
        return request.ContentLength is not null;
    }
}
