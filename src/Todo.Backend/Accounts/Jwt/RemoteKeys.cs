using System.Net;

namespace Todo.Backend.Accounts.Jwt;

/// <summary>
/// The key set of an external issuer, at one pinned address. Kept ten minutes, so that revoked keys leave; an unknown key has it fetched
/// again, at most each thirty seconds whatever tokens say. When fetching fails, the last good set stays.
/// </summary>
internal sealed partial class RemoteKeys : IKeySource, IDisposable
{
    public static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan Cooldown = TimeSpan.FromSeconds(30);

    private const int MaxBytes = 256 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly Uri url;
    private readonly TimeProvider time;
    private readonly ILogger<RemoteKeys> logger;
    private readonly HttpClient http;
    private readonly SemaphoreSlim fetching = new(1);
    private volatile Fetched? good;
    private volatile Attempt? last;

    public RemoteKeys(Uri url, TimeProvider time, ILogger<RemoteKeys> logger)
    {
        this.url = url;
        this.time = time;
        this.logger = logger;
#pragma warning disable CA2000 // The client disposes of it.
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = MaxAge, ConnectTimeout = Timeout })
#pragma warning restore CA2000
        {
            Timeout = Timeout,
            MaxResponseContentBufferSize = MaxBytes,
        };
    }

    public async ValueTask<IReadOnlyList<VerificationKey>> FindAsync(string? keyId, CancellationToken cancellation)
    {
        if (keyId is null)
        {
            return [];
        }

        var set = good;
        if (set is null || time.GetElapsedTime(set.At) >= MaxAge || !set.Keys.ContainsKey(keyId))
        {
            await FetchAsync(set, cancellation);
            set = good ?? throw new KeysUnavailableException("The key set of BACKEND_AUTH_JWKS_URL can't be fetched.");
        }

        return set.Keys.TryGetValue(keyId, out var key) ? [key] : [];
    }

    public void Dispose()
    {
        http.Dispose();
        fetching.Dispose();
    }

    // One at a time; those who waited take what the first one brought.
    private async Task FetchAsync(Fetched? seen, CancellationToken cancellation)
    {
        await fetching.WaitAsync(cancellation);
        try
        {
            if (!ReferenceEquals(good, seen) || (last is { } attempt && time.GetElapsedTime(attempt.At) < (good is null ? Timeout : Cooldown)))
            {
                return;
            }

            var at = time.GetTimestamp();
            last = new Attempt(at);
            if (await ReadAsync(cancellation) is { } keys)
            {
                good = new Fetched(at, keys);
            }
        }
        finally
        {
            fetching.Release();
        }
    }

    private async Task<Dictionary<string, VerificationKey>?> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            using var answer = await http.GetAsync(url, cancellation);
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                Log.Failed(logger, $"status {(int)answer.StatusCode}");
                return null;
            }

            var keys = Jwks.Read(await answer.Content.ReadAsByteArrayAsync(cancellation));
            if (keys is null)
            {
                Log.Failed(logger, "it is no key set");
            }

            return keys;
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            Log.Failed(logger, e.Message);
            return null;
        }
    }

    private sealed record Fetched(long At, Dictionary<string, VerificationKey> Keys);

    private sealed record Attempt(long At);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The key set of BACKEND_AUTH_JWKS_URL can't be fetched: {Reason}. The last good one stays in use", EventName = "KeySetFailed")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
