namespace Todo.Backend.Accounts;

/// <summary>A signed-in session; its token is stored only as a hash.</summary>
public sealed class Session
{
    public long Id { get; set; }
    public long UserId { get; set; }
    public required string Handle { get; set; }
    public required byte[] TokenHash { get; set; }
    public string? IpAddress { get; set; }
    public string? UserAgent { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>A token for a program, with scopes and an end; stored only as a hash.</summary>
public sealed class PersonalToken
{
    public long Id { get; set; }
    public long UserId { get; set; }
    public required string Name { get; set; }
    public required byte[] TokenHash { get; set; }
    public required string[] Scopes { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }
    public DateTimeOffset? LastUsedAt { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>An invitation or a password reset: shown once, stored hashed, used once.</summary>
public sealed class OneTimeCode
{
    public const string Invite = "invite";
    public const string ResetPassword = "reset-password";

    public long Id { get; set; }
    public required string Purpose { get; set; }
    public long? UserId { get; set; }
    public string? Email { get; set; }
    public required byte[] CodeHash { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }
    public DateTimeOffset? UsedAt { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>Wrong passwords for one account from one address.</summary>
public sealed class Lockout
{
    public required byte[] Key { get; set; }
    public int Failures { get; set; }
    public DateTimeOffset? LockedUntil { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>A key that signs access tokens; the private part is encrypted by a key from a file.</summary>
public sealed class SigningKey
{
    public long Id { get; set; }
    public required string Kid { get; set; }
    public required string Algorithm { get; set; }
    public required string PublicKey { get; set; }
    public required byte[] PrivateKey { get; set; }
    public DateTimeOffset ActiveFrom { get; set; }
    public DateTimeOffset? RetiredAt { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>An element of the web app's data-protection ring, encrypted by a key that only the web app has.</summary>
public sealed class KeyRingElement
{
    public long Id { get; set; }
    public required string FriendlyName { get; set; }
    public required string Element { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}
