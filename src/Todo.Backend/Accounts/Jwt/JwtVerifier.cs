namespace Todo.Backend.Accounts.Jwt;

/// <summary>Where the keys are that tokens may be signed by.</summary>
internal interface IKeySource
{
    /// <summary>
    /// The key that a token names, an opaque text; null when there is none such. For a shared secret the name is of no account,
    /// and there may be two keys while it is changed.
    /// </summary>
    /// <exception cref="KeysUnavailableException">They can't be had at the moment.</exception>
    ValueTask<IReadOnlyList<VerificationKey>> FindAsync(string? keyId, CancellationToken cancellation);
}

/// <summary>The keys could not be fetched, so that no token can be verified: a 503, not a 401.</summary>
public sealed class KeysUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Verifies access tokens: shape, key, algorithm of the key, signature, and only then the claims (RFC 8725 3).</summary>
internal sealed class JwtVerifier(IKeySource keys, string issuer, string audience, TimeProvider time)
{
    public async ValueTask<(JwtClaims? Claims, JwtFault Fault)> VerifyAsync(string token, CancellationToken cancellation)
    {
        var fault = UnverifiedJwt.Read(token, out var jwt);
        if (jwt is null)
        {
            return (null, fault);
        }

        fault = JwtFault.UnknownKey;
        foreach (var key in await keys.FindAsync(jwt.KeyId, cancellation))
        {
            if (!string.Equals(key.Algorithm, jwt.Algorithm, StringComparison.Ordinal))
            {
                fault = JwtFault.WrongAlgorithm;
            }
            else if (!key.Verify(jwt.Signed, jwt.Signature))
            {
                fault = JwtFault.BadSignature;
            }
            else
            {
                fault = JwtClaims.Read(jwt.Payload, issuer, audience, time.GetUtcNow(), out var claims);
                return (claims, fault);
            }
        }

        return (null, fault);
    }
}
