using System.Security.Cryptography;
using Todo.Backend.Database.Backup.Streams;

namespace Todo.Backend.Database.Backup.Encryption;

/// <summary>
/// Encrypts what is written to it into another stream, which it leaves open. Only <see cref="CompleteAsync"/> writes the last chunk:
/// what breaks off is no whole file, however it is disposed of.
/// </summary>
internal sealed class EncryptingStream(Stream target, string key) : ForwardWriter
{
    private readonly byte[] header = EncryptedFormat.NewHeader(key);
    private readonly byte[] plain = new byte[EncryptedFormat.ChunkSize];
    private readonly byte[] output = new byte[EncryptedFormat.ChunkSize + EncryptedFormat.TagSize];
    private AesGcm? cipher;
    private int filled;
    private uint number;
    private bool complete;

    /// <summary>Writes what is left as the last chunk.</summary>
    public async Task CompleteAsync(CancellationToken cancellation)
    {
        await SealAsync(last: true, cancellation);
        await target.FlushAsync(cancellation);
        complete = true;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(complete, this);
        while (buffer.Length > 0)
        {
            // A full chunk waits for what follows it: it may be the last.
            if (filled == plain.Length)
            {
                await SealAsync(last: false, cancellationToken);
            }

            var taken = Math.Min(buffer.Length, plain.Length - filled);
            buffer.Span[..taken].CopyTo(plain.AsSpan(filled));
            filled += taken;
            buffer = buffer[taken..];
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            cipher?.Dispose();
            CryptographicOperations.ZeroMemory(plain);
        }

        base.Dispose(disposing);
    }

    private async Task SealAsync(bool last, CancellationToken cancellation)
    {
        if (cipher is null)
        {
            cipher = EncryptedFormat.Cipher(key, header);
            await target.WriteAsync(header, cancellation);
        }

        Span<byte> nonce = stackalloc byte[EncryptedFormat.NonceSize];
        EncryptedFormat.WriteNonce(nonce, number, last);
        cipher.Encrypt(nonce, plain.AsSpan(0, filled), output.AsSpan(0, filled), output.AsSpan(filled, EncryptedFormat.TagSize), header);
        await target.WriteAsync(output.AsMemory(0, filled + EncryptedFormat.TagSize), cancellation);
        filled = 0;
        number = checked(number + 1);
    }
}
