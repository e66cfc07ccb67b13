using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Todo.Backend.Accounts.Jwt;

namespace Todo.Backend.Tests.Accounts.Jwt;

/// <summary>An issuer that makes whatever it is told to, and a verifier that knows its keys.</summary>
internal sealed class TokenForge : IKeySource, IDisposable
{
    public const string Issuer = "https://issuer.example";
    public const string Audience = "todo-api";
    public const string KeyId = "the-key";

    private readonly Dictionary<string, VerificationKey> keys;

    public TokenForge(Func<TokenForge, VerificationKey>? key = null)
    {
        keys = new Dictionary<string, VerificationKey>(StringComparer.Ordinal) { [KeyId] = key?.Invoke(this) ?? new Es256Key(Ec, lowSOnly: true) };
    }

    public ECDsa Ec { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public RSA Rsa { get; } = RSA.Create(2048);

    public FixedTime Time { get; } = new();

    public long Now => Time.GetUtcNow().ToUnixTimeSeconds();

    public string Header { get; set; } = $$"""{"alg":"ES256","kid":"{{KeyId}}"}""";

    /// <summary>Claims that pass.</summary>
    public Dictionary<string, object?> Claims() => new(StringComparer.Ordinal)
    {
        ["iss"] = Issuer,
        ["aud"] = Audience,
        ["sub"] = "user-1",
        ["sid"] = "session-1",
        ["iat"] = Now,
        ["exp"] = Now + 600,
    };

    public string Token(Action<Dictionary<string, object?>>? change = null)
    {
        var claims = Claims();
        change?.Invoke(claims);
        return Token(JsonSerializer.Serialize(claims));
    }

    public string Token(string claims) => Token(Header, claims);

    public string Token(string header, string claims) => Sign($"{Encode(header)}.{Encode(claims)}");

    public string Sign(string signed)
    {
        var signature = Ec.SignData(Encoding.UTF8.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        P256.MakeLow(signature.AsSpan(32));
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    public static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    public static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);

    public async Task<JwtFault> FaultAsync(string token)
    {
        var (claims, fault) = await new JwtVerifier(this, Issuer, Audience, Time).VerifyAsync(token, CancellationToken.None);
        Assert.Equal(fault == JwtFault.None, claims is not null);
        return fault;
    }

    public ValueTask<IReadOnlyList<VerificationKey>> FindAsync(string? keyId, CancellationToken cancellation) =>
        new(keyId is not null && keys.TryGetValue(keyId, out var key) ? [key] : []);

    public void Dispose()
    {
        Ec.Dispose();
        Rsa.Dispose();
    }
}

/// <summary>A clock that stands still until it is set.</summary>
internal sealed class FixedTime : TimeProvider
{
    private DateTimeOffset now = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    public void Move(TimeSpan by) => now += by;

    public override DateTimeOffset GetUtcNow() => now;

    public override long GetTimestamp() => now.UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;
}
