using System.Text.Json;

namespace Todo.Backend.Accounts.Jwt;

/// <summary>What a verified token says about its bearer.</summary>
/// <param name="Subject">The user id on the wire.</param>
/// <param name="Session">The session's handle (<c>sid</c>); null where the issuer names none.</param>
/// <param name="ExpiresAt">The end of the token.</param>
/// <param name="Name">For a user met for the first time.</param>
/// <param name="Email">The same.</param>
internal sealed record JwtClaims(string Subject, string? Session, DateTimeOffset ExpiresAt, string? Name, string? Email)
{
    private const int MaxSubjectLength = 255;
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    // No issuer of ours or of Better Auth goes near a year; an end in the year 9999 is a mistake or an attack.
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(366);

    /// <summary>Checks issuer, audience, subject and times (RFC 7519 4.1), all required but <c>nbf</c> and <c>iat</c>.</summary>
    public static JwtFault Read(byte[] payload, string issuer, string audience, DateTimeOffset now, out JwtClaims? claims)
    {
        claims = null;
        if (!StrictJson.TryParse(payload, out var document))
        {
            return JwtFault.BadClaims;
        }

        using (document)
        {
            var root = document.RootElement;
            if (!string.Equals(root.String("iss"), issuer, StringComparison.Ordinal))
            {
                return JwtFault.WrongIssuer;
            }

            if (!HasAudience(root, audience))
            {
                return JwtFault.WrongAudience;
            }

            if (root.String("sub") is not { Length: > 0 and <= MaxSubjectLength } subject || subject.Any(char.IsControl))
            {
                return JwtFault.NoSubject;
            }

            var fault = ReadTimes(root, now, out var expiresAt);
            if (fault == JwtFault.None)
            {
                claims = new JwtClaims(subject, root.String("sid"), expiresAt, root.String("name"), root.String("email"));
            }

            return fault;
        }
    }

    private static JwtFault ReadTimes(JsonElement root, DateTimeOffset now, out DateTimeOffset expiresAt)
    {
        expiresAt = default;
        if (!TryTime(root, "exp", out var exp) || exp is null || !TryTime(root, "nbf", out var nbf) || !TryTime(root, "iat", out var iat))
        {
            return JwtFault.BadTime;
        }

        expiresAt = exp.Value;
        return expiresAt <= now ? JwtFault.Expired
            : expiresAt - now > MaxLifetime ? JwtFault.BadTime
            : nbf > now + Skew || iat > now + Skew ? JwtFault.NotYetValid
            : JwtFault.None;
    }

    private static bool HasAudience(JsonElement root, string audience)
    {
        if (!root.TryGetProperty("aud", out var aud) || aud.ValueKind != JsonValueKind.Array)
        {
            return string.Equals(root.String("aud"), audience, StringComparison.Ordinal);
        }

        foreach (var item in aud.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.String && item.ValueEquals(audience))
            {
                return true;
            }
        }

        return false;
    }

    // Whole seconds only: fractions and exponents are valid NumericDates, but nobody sends them honestly.
    private static bool TryTime(JsonElement root, string name, out DateTimeOffset? value)
    {
        value = null;
        if (!root.TryGetProperty(name, out var member))
        {
            return true;
        }

        if (member.ValueKind != JsonValueKind.Number || !member.TryGetInt64(out var seconds)
            || seconds < 0 || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            return false;
        }

        value = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return true;
    }
}
