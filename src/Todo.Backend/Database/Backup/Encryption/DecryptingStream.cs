using System.Security.Cryptography;
using Todo.Backend.Database.Backup.Streams;

namespace Todo.Backend.Database.Backup.Encryption;

/// <summary>
/// Reads an encrypted file, whose header has been read already. Gives no byte of a chunk that is not as it was written, and its end
/// only behind the last chunk. Disposes of its source.
/// </summary>
internal sealed class DecryptingStream(Stream source, byte[] header, string key) : ForwardReader
{
    private readonly AesGcm cipher = EncryptedFormat.Cipher(key, header);
    private readonly byte[] plain = new byte[EncryptedFormat.ChunkSize];

    // A chunk, and the first byte of the next: whether there is one makes a chunk the last or not.
    private readonly byte[] input = new byte[EncryptedFormat.ChunkSize + EncryptedFormat.TagSize + 1];
    private int kept;
    private int start;
    private int end;
    private uint number;
    private bool last;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (start == end && !last)
        {
            await NextAsync(cancellationToken);
        }

        var given = Math.Min(buffer.Length, end - start);
        plain.AsSpan(start, given).CopyTo(buffer.Span);
        start += given;
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
            cipher.Dispose();
            source.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task NextAsync(CancellationToken cancellation)
    {
        var length = kept + await source.ReadAtLeastAsync(input.AsMemory(kept), input.Length - kept, throwOnEndOfStream: false, cancellation);
        last = length < input.Length;
        Open(last ? length : input.Length - 1);
        input[0] = input[^1];
        kept = 1;
        number = checked(number + 1);
    }

    private void Open(int length)
    {
        Span<byte> nonce = stackalloc byte[EncryptedFormat.NonceSize];
        EncryptedFormat.WriteNonce(nonce, number, last);
        var size = length - EncryptedFormat.TagSize;
        if (size < 0)
        {
            throw new InvalidDataException("The encrypted file ends too early.");
        }

        try
        {
            cipher.Decrypt(nonce, input.AsSpan(0, size), input.AsSpan(size, EncryptedFormat.TagSize), plain.AsSpan(0, size), header);
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new InvalidDataException("A part of the encrypted file is not as it was written.", e);
        }

        (start, end) = (0, size);
    }
}
