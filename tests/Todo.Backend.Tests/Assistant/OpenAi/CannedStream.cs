using System.Text;

namespace Todo.Backend.Tests.Assistant.OpenAi;

/// <summary>A response body as a network may give it: in pieces, and then its end, silence, or a broken connection.</summary>
internal sealed class CannedStream(IEnumerable<byte[]> pieces, CannedStream.Then then) : Stream
{
    private readonly IEnumerator<byte[]> rest = pieces.GetEnumerator();
    private ReadOnlyMemory<byte> piece;

    internal enum Then
    {
        Ends,
        IsSilent,
        Breaks,
    }

    /// <summary>How many bytes were taken.</summary>
    public long Taken { get; private set; }

    /// <summary>Set when somebody waits for more than there is.</summary>
    public TaskCompletionSource Silent { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public static CannedStream Of(string text, Then then, int size = int.MaxValue) =>
        new(Encoding.UTF8.GetBytes(text).Chunk(size), then);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (piece.IsEmpty)
        {
            if (!rest.MoveNext())
            {
                Silent.TrySetResult();
                return then switch
                {
                    Then.Breaks => throw new HttpIOException(HttpRequestError.ResponseEnded, "The response ended prematurely."),
                    Then.IsSilent => await ForEverAsync(cancellationToken),
                    _ => 0,
                };
            }

            piece = rest.Current;
        }

        var count = Math.Min(buffer.Length, piece.Length);
        piece[..count].CopyTo(buffer);
        piece = piece[count..];
        Taken += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            rest.Dispose();
        }

        base.Dispose(disposing);
    }

    private static async Task<int> ForEverAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return 0;
    }
}
