using System.Net;
using System.Text;
using Todo.Backend.Accounts.Jwt;
using Todo.Hosting.Settings;

namespace Todo.Backend.Accounts;

/// <summary>Who may make an account.</summary>
public enum SignUp
{
    Open,

    /// <summary>With an invitation code.</summary>
    Invite,
    Closed,
}

/// <summary>The one way in which access tokens are verified.</summary>
public enum TokenMode
{
    /// <summary>Own accounts; ES256 by keys of our own in the database.</summary>
    OwnKeys,

    /// <summary>Own accounts; HS256 by BACKEND_AUTH_SECRET.</summary>
    OwnSecret,

    /// <summary>An external Better Auth that signs by BACKEND_AUTH_SECRET.</summary>
    ExternalSecret,

    /// <summary>An external Better Auth whose keys are at BACKEND_AUTH_JWKS_URL.</summary>
    ExternalKeys,
}

/// <summary>Accounts of our own or of an external Better Auth, and how access tokens are made and verified.</summary>
public sealed class AuthenticationSettings : ISettingsRules
{
    private const int MinSecretBytes = Hs256Key.MinBytes;

    [Setting("BACKEND_AUTH_SECRET", "Signs and verifies access tokens by HS256, at least 32 bytes. Without it they are ES256 by keys of our own.")]
    public Secret? Secret { get; init; }

    [Setting("BACKEND_AUTH_SECRET_PREVIOUS", "The secret before the last change: tokens signed by it are still accepted.")]
    public Secret? SecretPrevious { get; init; }

    [Setting("BACKEND_KEY_ENCRYPTION_KEY", "Encrypts the own signing keys in the database, at least 32 bytes, such as of `openssl rand -base64 32`.")]
    public Secret? KeyEncryptionKey { get; init; }

    [Setting("BACKEND_KEY_ENCRYPTION_KEY_PREVIOUS", "The key before the last change: what it encrypted is read and encrypted anew.")]
    public Secret? KeyEncryptionKeyPrevious { get; init; }

    [Setting("BACKEND_AUTH_EXTERNAL_URL", "Where people sign in at an external Better Auth. With it, or with BACKEND_AUTH_JWKS_URL, there are no accounts of our own.", Example = "https://auth.example")]
    public Uri? ExternalUrl { get; init; }

    [Setting("BACKEND_AUTH_JWKS_URL", "The key set of the external Better Auth: EdDSA, ES256 and RS256.", Example = "https://auth.example/api/auth/jwks")]
    public Uri? JwksUrl { get; init; }

    [Setting("BACKEND_AUTH_JWKS_ALLOW_HTTP", "Allow plain http for BACKEND_AUTH_JWKS_URL; localhost needs no permission.", Default = "false")]
    public bool JwksAllowHttp { get; init; }

    [Setting("BACKEND_AUTH_ISSUER", "The issuer (iss) of access tokens. Better Auth's own default is its base URL: name that here, or this there.", Default = "todo")]
    public string Issuer { get; init; } = "todo";

    [Setting("BACKEND_AUTH_AUDIENCE", "The audience (aud) of access tokens.", Default = "todo-api")]
    public string Audience { get; init; } = "todo-api";

    [Setting("BACKEND_ACCESS_TOKEN_LIFETIME", "How long an access token is valid, but never beyond its session.", Default = "7d", Min = "1m", Max = "30d")]
    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromDays(7);

    [Setting("BACKEND_SESSION_LIFETIME", "How long a session lasts from sign-in.", Default = "7d", Min = "1m", Max = "90d")]
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromDays(7);

    [Setting("BACKEND_SIGNING_KEY_LIFETIME", "How long an own signing key signs before a new one takes over.", Default = "30d", Min = "1h", Max = "365d")]
    public TimeSpan SigningKeyLifetime { get; init; } = TimeSpan.FromDays(30);

    [Setting("BACKEND_SIGN_UP", "Who may make an account: everybody, people with an invitation, nobody.", Default = "open")]
    public SignUp SignUp { get; init; }

    public TokenMode Mode =>
        JwksUrl is not null ? TokenMode.ExternalKeys
        : ExternalUrl is not null ? TokenMode.ExternalSecret
        : Secret is not null ? TokenMode.OwnSecret
        : TokenMode.OwnKeys;

    public bool HasOwnAccounts => Mode is TokenMode.OwnKeys or TokenMode.OwnSecret;

    /// <summary>Where people sign in when there are no accounts of our own.</summary>
    public Uri? SignInUrl => ExternalUrl ?? (JwksUrl is null ? null : new Uri(JwksUrl.GetLeftPart(UriPartial.Authority)));

    public IEnumerable<string> Check(string prefix)
    {
        if (JwksUrl is not null && Secret is not null)
        {
            yield return "BACKEND_AUTH_JWKS_URL and BACKEND_AUTH_SECRET are both set, but tokens are verified in one way only: keep one of them.";
        }

        if (JwksUrl is { Scheme: not "https" } url && !(url.Scheme == Uri.UriSchemeHttp && (JwksAllowHttp || IsLoopback(url))))
        {
            yield return "BACKEND_AUTH_JWKS_URL must be https: who can change the key set on its way can sign in as anybody. BACKEND_AUTH_JWKS_ALLOW_HTTP=true allows http.";
        }

        if (Mode == TokenMode.ExternalSecret && Secret is null)
        {
            yield return "BACKEND_AUTH_EXTERNAL_URL needs a way to verify tokens: set BACKEND_AUTH_JWKS_URL, or BACKEND_AUTH_SECRET where the external server signs by a shared secret.";
        }

        if (Mode == TokenMode.OwnKeys && KeyEncryptionKey is null)
        {
            yield return "BACKEND_KEY_ENCRYPTION_KEY is missing: set it, or BACKEND_KEY_ENCRYPTION_KEY_FILE (make one by `openssl rand -base64 32`), or sign by BACKEND_AUTH_SECRET.";
        }

        foreach (var (name, secret) in new[]
        {
            ("BACKEND_AUTH_SECRET", Secret),
            ("BACKEND_AUTH_SECRET_PREVIOUS", SecretPrevious),
            ("BACKEND_KEY_ENCRYPTION_KEY", KeyEncryptionKey),
            ("BACKEND_KEY_ENCRYPTION_KEY_PREVIOUS", KeyEncryptionKeyPrevious),
        })
        {
            if (secret is not null && Encoding.UTF8.GetByteCount(secret.Current) < MinSecretBytes)
            {
                yield return $"{name} is too short: use at least {MinSecretBytes} bytes, such as of `openssl rand -base64 32`.";
            }
        }
    }

    private static bool IsLoopback(Uri url) => url.IsLoopback || (IPAddress.TryParse(url.Host, out var address) && IPAddress.IsLoopback(address));
}
