using Microsoft.EntityFrameworkCore;
using Todo.Backend.Accounts.Jwt;
using Todo.Backend.Database;
using Todo.Hosting.Settings;

namespace Todo.Backend.Accounts.SigningKeys;

/// <summary>
/// The own ES256 keys: rows shared by all replicas, read again each minute. A new key is published well before it signs, and an old
/// one verifies until the last token it signed has expired.
/// </summary>
internal sealed partial class SigningKeyStore(TodoDatabase database, AuthenticationSettings settings, TimeProvider time, ILogger<SigningKeyStore> logger) : IKeySource, IDisposable
{
    private const long LockKey = 0x746f646f6b657973; // "todokeys"
    private static readonly TimeSpan ReadEvery = TimeSpan.FromMinutes(1);

    // Every replica has read the new key twice before anybody signs by it.
    private static readonly TimeSpan PublishAhead = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan UnknownKeyPause = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim loading = new(1);
    private volatile Loaded? loaded;

    private RotatingKey Key => new(settings.KeyEncryptionKey!, settings.KeyEncryptionKeyPrevious);

    /// <summary>What is published.</summary>
    public async ValueTask<PublicJwks> PublicAsync(CancellationToken cancellation)
    {
        var keys = await KeysAsync(ReadEvery, cancellation);
        return new PublicJwks([.. keys.Values.Select(key => key.Public)]);
    }

    /// <summary>The key that signs now.</summary>
    public async ValueTask<LoadedKey> SignerAsync(CancellationToken cancellation)
    {
        var keys = await KeysAsync(ReadEvery, cancellation);
        return Signer(keys.Values, time.GetUtcNow())
            ?? throw new KeysUnavailableException("No signing key can be used: check BACKEND_KEY_ENCRYPTION_KEY.");
    }

    public async ValueTask<IReadOnlyList<VerificationKey>> FindAsync(string? keyId, CancellationToken cancellation)
    {
        if (keyId is null)
        {
            return [];
        }

        var keys = await KeysAsync(ReadEvery, cancellation);
        if (!keys.TryGetValue(keyId, out var key))
        {
            // Another replica may just have made it; asked for at most once in a while, whatever tokens say.
            keys = await KeysAsync(UnknownKeyPause, cancellation);
            keys.TryGetValue(keyId, out key);
        }

        return key is null || key.RetiredAt <= time.GetUtcNow() ? [] : [key.Verifier];
    }

    public void Dispose() => loading.Dispose();

    private static LoadedKey? Signer(IReadOnlyCollection<LoadedKey> keys, DateTimeOffset now) =>
        keys.Where(key => key.CanSign && key.RetiredAt is null && key.ActiveFrom <= now).MaxBy(key => key.ActiveFrom)
        ?? keys.Where(key => key.CanSign && (key.RetiredAt is null || key.RetiredAt > now) && key.ActiveFrom <= now).MaxBy(key => key.ActiveFrom);

    private async ValueTask<Dictionary<string, LoadedKey>> KeysAsync(TimeSpan maxAge, CancellationToken cancellation)
    {
        if (loaded is { } known && time.GetElapsedTime(known.At) < maxAge)
        {
            return known.Keys;
        }

        await loading.WaitAsync(cancellation);
        try
        {
            if (loaded is { } meanwhile && time.GetElapsedTime(meanwhile.At) < maxAge)
            {
                return meanwhile.Keys;
            }

            var at = time.GetTimestamp();
            var keys = await ReadAsync(cancellation);
            loaded = new Loaded(at, keys);
            return keys;
        }
        finally
        {
            loading.Release();
        }
    }

    private async Task<Dictionary<string, LoadedKey>> ReadAsync(CancellationToken cancellation)
    {
        await using var db = database.CreateContext();
        var now = time.GetUtcNow();
        var keys = await LoadAsync(db, now, cancellation);
        if (!NeedsNew(keys.Values, now))
        {
            return keys;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({LockKey})", cancellation);
        keys = await LoadAsync(db, now, cancellation);
        if (NeedsNew(keys.Values, now))
        {
            var signer = Signer(keys.Values, now);
            var next = LoadedKey.Create(Key.Use, signer is null ? now : now + PublishAhead, now);
            db.SigningKeys.Add(next);
            await db.SaveChangesAsync(cancellation);
            // Tokens by the older keys run out one lifetime after the new key has taken over.
            var retired = next.ActiveFrom + settings.AccessTokenLifetime + PublishAhead;
            await db.SigningKeys.Where(key => key.Kid != next.Kid && key.RetiredAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(key => key.RetiredAt, retired), cancellation);
            await db.SigningKeys.Where(key => key.RetiredAt < now).ExecuteDeleteAsync(cancellation);
            Log.Created(logger, next.Kid, next.ActiveFrom);
            keys = await LoadAsync(db, now, cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return keys;
    }

    private bool NeedsNew(IReadOnlyCollection<LoadedKey> keys, DateTimeOffset now) =>
        !keys.Any(key => key.CanSign && key.RetiredAt is null && key.ActiveFrom + settings.SigningKeyLifetime - PublishAhead > now);

    private async Task<Dictionary<string, LoadedKey>> LoadAsync(TodoDb db, DateTimeOffset now, CancellationToken cancellation)
    {
        var rows = await db.SigningKeys.AsNoTracking()
            .Where(key => key.Algorithm == VerificationKey.Es256 && (key.RetiredAt == null || key.RetiredAt > now))
            .OrderBy(key => key.Id).ToListAsync(cancellation);
        var keys = new Dictionary<string, LoadedKey>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            // The same key in memory keeps its handles, and its row is sealed anew after each rotation: two later nobody could open it.
            if (loaded is { } known && known.Keys.TryGetValue(row.Kid, out var same) && same.CanSign && same.RetiredAt == row.RetiredAt)
            {
                await OpenAsync(db, row, cancellation);
                keys.Add(row.Kid, same);
                continue;
            }

            var plain = await OpenAsync(db, row, cancellation);
            if (plain is null)
            {
                Log.Sealed(logger, row.Kid);
            }

            keys.Add(row.Kid, new LoadedKey(row, plain));
        }

        return keys;
    }

    private async Task<byte[]?> OpenAsync(TodoDb db, SigningKey row, CancellationToken cancellation)
    {
        var (known, use) = (Key.All, Key.Use);
        foreach (var key in known)
        {
            if (KeyEncryption.Open(key, row.Kid, row.PrivateKey) is not { } plain)
            {
                continue;
            }

            // Only by a key that every replica knows by now, and never back to an older one.
            if (key != known[0] && use == known[0])
            {
                var resealed = KeyEncryption.Seal(use, row.Kid, plain);
                await db.SigningKeys.Where(other => other.Id == row.Id).ExecuteUpdateAsync(set => set.SetProperty(other => other.PrivateKey, resealed), cancellation);
                Log.Resealed(logger, row.Kid);
            }

            return plain;
        }

        return null;
    }

    private sealed record Loaded(long At, Dictionary<string, LoadedKey> Keys);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "New signing key {Kid}, in use from {From:O}", EventName = "SigningKeyCreated")]
        public static partial void Created(ILogger logger, string kid, DateTimeOffset from);

        [LoggerMessage(2, LogLevel.Information, "Signing key {Kid} is encrypted by the new key", EventName = "SigningKeyResealed")]
        public static partial void Resealed(ILogger logger, string kid);

        [LoggerMessage(3, LogLevel.Error, "Signing key {Kid} can't be decrypted; it only verifies until it retires. Restore BACKEND_KEY_ENCRYPTION_KEY, or set the one before as BACKEND_KEY_ENCRYPTION_KEY_PREVIOUS", EventName = "SigningKeySealed")]
        public static partial void Sealed(ILogger logger, string kid);
    }
}
