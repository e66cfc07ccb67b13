using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Todo.Backend.Accounts.Passwords;

/// <summary>The queue before the hasher is full: try again after a moment.</summary>
public sealed class HashingBusyException : Exception
{
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    public HashingBusyException()
        : base("Too many passwords are being checked at the moment.")
    {
    }
}

/// <summary>
/// ASP.NET Core Identity's hasher (PBKDF2-HMAC-SHA512) at 210,000 iterations, about 0.1 s of a core each: at most one at a time a core,
/// with a short queue, so that signing in can't starve everything else.
/// </summary>
internal sealed class PasswordHashing : IDisposable
{
    public const int Iterations = 210_000; // OWASP's figure for PBKDF2-HMAC-SHA512

    private const int QueueForEachCore = 8;

    private readonly PasswordHasher<User> hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));
    private readonly SemaphoreSlim cores = new(Environment.ProcessorCount);
    private readonly Lazy<string> nobodys;
    private int waiting;
    private long hashes;

    public PasswordHashing() => nobodys = new Lazy<string>(() => hasher.HashPassword(null!, RandomText.New()));

    /// <summary>How many were computed so far: that all sign-ins cost the same is tested by counting.</summary>
    public long Hashes => Interlocked.Read(ref hashes);

    /// <exception cref="HashingBusyException">The queue is full.</exception>
    public Task<string> HashAsync(string password, CancellationToken cancellation) =>
        RunAsync(() => hasher.HashPassword(null!, password), cancellation);

    /// <summary>Checks a password, against nobody's hash when there is none: one hash either way, and never a success.</summary>
    /// <param name="stored">The account's hash; null for an unknown or locked account.</param>
    /// <param name="password">What was typed.</param>
    /// <exception cref="HashingBusyException">The queue is full.</exception>
    public async Task<PasswordVerificationResult> VerifyAsync(string? stored, string password, CancellationToken cancellation)
    {
        var result = await RunAsync(() => hasher.VerifyHashedPassword(null!, stored ?? nobodys.Value, password), cancellation);
        return stored is null ? PasswordVerificationResult.Failed : result;
    }

    public void Dispose() => cores.Dispose();

    private async Task<T> RunAsync<T>(Func<T> hash, CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref waiting) > Environment.ProcessorCount * (1 + QueueForEachCore))
        {
            Interlocked.Decrement(ref waiting);
            throw new HashingBusyException();
        }

        try
        {
            await cores.WaitAsync(cancellation);
            try
            {
                Interlocked.Increment(ref hashes);
                // A thread of its own: on the pool's, whoever wants something else would wait behind the hashes.
                return await Task.Factory.StartNew(hash, cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }
            finally
            {
                cores.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }
}
