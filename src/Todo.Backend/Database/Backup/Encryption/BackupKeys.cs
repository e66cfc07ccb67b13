using Todo.Hosting.Settings;

namespace Todo.Backend.Database.Backup.Encryption;

/// <summary>Opens backups, plain or encrypted, with whichever of the configured keys fits.</summary>
internal sealed class BackupKeys(BackupSettings settings)
{
    /// <summary>The key for what is written.</summary>
    public string Current => settings.Key?.Current
        ?? throw new SettingsException(["BACKEND_BACKUP_KEY is missing: set it, or BACKEND_BACKUP_KEY_FILE (make one by `openssl rand -base64 32`)."]);

    /// <summary>The backup's plain content. Takes the source over.</summary>
    /// <exception cref="BackupException">It needs a key that is not configured; the message names it.</exception>
    public async Task<Stream> OpenAsync(Stream source, CancellationToken cancellation)
    {
        var header = new byte[EncryptedFormat.HeaderSize];
        var length = await source.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, cancellation);
        if (!header.AsSpan().StartsWith(EncryptedFormat.Magic))
        {
            return new PrefixedStream(header.AsMemory(0, length), source);
        }

        if (length < header.Length)
        {
            throw new BackupException("The file ends within its header: it is only a part of a backup.");
        }

        var id = header.AsSpan(EncryptedFormat.Magic.Length, EncryptedFormat.KeyIdSize).ToArray();
        foreach (var key in new[] { settings.Key?.Current, settings.KeyPrevious?.Current })
        {
            if (key is not null && EncryptedFormat.KeyId(key).AsSpan().SequenceEqual(id))
            {
                return new DecryptingStream(source, header, key);
            }
        }

        throw new BackupException(settings.Key is null
            ? $"The backup is encrypted with the key {Name(id)}: set BACKEND_BACKUP_KEY, or BACKEND_BACKUP_KEY_FILE."
            : $"The backup is encrypted with the key {Name(id)}, but BACKEND_BACKUP_KEY is {Name(EncryptedFormat.KeyId(settings.Key.Current))}"
                + (settings.KeyPrevious is null ? "" : $" and BACKEND_BACKUP_KEY_PREVIOUS is {Name(EncryptedFormat.KeyId(settings.KeyPrevious.Current))}")
                + ": set BACKEND_BACKUP_KEY_PREVIOUS to the key it was made with.");
    }

    private static string Name(byte[] id) => Convert.ToHexStringLower(id);
}
