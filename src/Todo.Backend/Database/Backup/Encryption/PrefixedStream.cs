using Todo.Backend.Database.Backup.Streams;

namespace Todo.Backend.Database.Backup.Encryption;

/// <summary>Gives back what was read of a stream to look at it, then the rest. Disposes of its source.</summary>
internal sealed class PrefixedStream(ReadOnlyMemory<byte> prefix, Stream source) : ForwardReader
{
    private ReadOnlyMemory<byte> left = prefix;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (left.Length == 0)
        {
            return await source.ReadAsync(buffer, cancellationToken);
        }

        var given = Math.Min(buffer.Length, left.Length);
        left[..given].CopyTo(buffer);
        left = left[given..];
        return given;
    }

    public override async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
        }

        base.Dispose(disposing);
    }
}
