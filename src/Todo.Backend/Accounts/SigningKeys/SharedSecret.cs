using Todo.Backend.Accounts.Jwt;
using Todo.Hosting.Settings;

namespace Todo.Backend.Accounts.SigningKeys;

/// <summary>HS256 by BACKEND_AUTH_SECRET; the secret before it is accepted while tokens by it last.</summary>
internal sealed class SharedSecret(AuthenticationSettings settings) : IKeySource
{
    private readonly Lock swapping = new();
    private (string Current, string? Previous, IReadOnlyList<VerificationKey> Keys)? known;

    private Secret Secret => settings.Secret!;

    public ValueTask<IReadOnlyList<VerificationKey>> FindAsync(string? keyId, CancellationToken cancellation) => new(Keys());

    public byte[] Sign(ReadOnlySpan<byte> data) => ((Hs256Key)Keys()[0]).Sign(data);

    private IReadOnlyList<VerificationKey> Keys()
    {
        var (current, previous) = (Secret.Current, Secret.Previous ?? settings.SecretPrevious?.Current);
        lock (swapping)
        {
            if (known is { } same && ReferenceEquals(same.Current, current) && ReferenceEquals(same.Previous, previous))
            {
                return same.Keys;
            }

            IReadOnlyList<VerificationKey> keys = previous is null ? [new Hs256Key(current)] : [new Hs256Key(current), new Hs256Key(previous)];
            known = (current, previous, keys);
            return keys;
        }
    }
}
