using Todo.Backend.Accounts.Jwt;
using Todo.Hosting.Settings;

namespace Todo.Backend.Accounts.SigningKeys;

/// <summary>HS256 by BACKEND_AUTH_SECRET; the secret before it is accepted while tokens by it last.</summary>
internal sealed class SharedSecret(AuthenticationSettings settings) : IKeySource
{
    private readonly RotatingKey key = new(settings.Secret!, settings.SecretPrevious);
    private volatile IReadOnlyList<(string Secret, Hs256Key Key)> known = [];

    public ValueTask<IReadOnlyList<VerificationKey>> FindAsync(string? keyId, CancellationToken cancellation) => new([.. Keys().Select(entry => entry.Key)]);

    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        var (use, keys) = (key.Use, Keys());
        return (keys.FirstOrDefault(entry => string.Equals(entry.Secret, use, StringComparison.Ordinal)).Key ?? keys[0].Key).Sign(data);
    }

    private IReadOnlyList<(string Secret, Hs256Key Key)> Keys()
    {
        var (now, made) = (key.All, known);
        return made.Select(entry => entry.Secret).SequenceEqual(now, StringComparer.Ordinal) ? made
            : known = [.. now.Select(secret => (secret, new Hs256Key(secret)))];
    }
}
