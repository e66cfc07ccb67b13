using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Todo.Backend.Accounts.Jwt;

namespace Todo.Backend.Accounts.SigningKeys;

/// <summary>Makes access tokens: a JWT with <c>sub, sid, iss, aud, iat, exp</c> (RFC 7519), ES256 or HS256.</summary>
public sealed class AccessTokens
{
    private readonly AuthenticationSettings settings;
    private readonly TimeProvider time;
    private readonly SigningKeyStore? keys;
    private readonly SharedSecret secret;

    internal AccessTokens(AuthenticationSettings settings, TimeProvider time, SigningKeyStore keys, SharedSecret secret)
    {
        this.settings = settings;
        this.time = time;
        this.keys = settings.Mode == TokenMode.OwnKeys ? keys : null;
        this.secret = secret;
    }

    /// <summary>A token for a session, valid for the setting's time and never beyond the session.</summary>
    /// <param name="subject">The user id on the wire.</param>
    /// <param name="session">The session's handle.</param>
    /// <param name="sessionEnd">The end of the session.</param>
    public async ValueTask<string> CreateAsync(string subject, string session, DateTimeOffset sessionEnd, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var end = now + settings.AccessTokenLifetime;
        var payload = Payload(subject, session, now, end < sessionEnd ? end : sessionEnd);
        if (keys is null)
        {
            var data = Join(Encode($$"""{"alg":"{{VerificationKey.Hs256}}","typ":"JWT"}"""), payload);
            return Join(data, secret.Sign(Encoding.ASCII.GetBytes(data)));
        }

        var key = await keys.SignerAsync(cancellation);
        var signed = Join(Encode($$"""{"alg":"{{VerificationKey.Es256}}","kid":"{{key.Kid}}","typ":"JWT"}"""), payload);
        return Join(signed, key.Sign(Encoding.ASCII.GetBytes(signed)));
    }

    private static string Join(string left, ReadOnlySpan<byte> right) => $"{left}.{Base64Url.EncodeToString(right)}";

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    private byte[] Payload(string subject, string session, DateTimeOffset from, DateTimeOffset to)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("sub"u8, subject);
        json.WriteString("sid"u8, session);
        json.WriteString("iss"u8, settings.Issuer);
        json.WriteString("aud"u8, settings.Audience);
        json.WriteNumber("iat"u8, from.ToUnixTimeSeconds());
        json.WriteNumber("exp"u8, to.ToUnixTimeSeconds());
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
