using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Todo.Backend.Accounts.Jwt;

namespace Todo.Backend.Tests.Accounts.Jwt;

/// <summary>What is known to have fooled verifiers (RFC 8725 and the field's own list), each refused for its own reason.</summary>
[Trait("rule", "A3")]
[Trait("rule", "G3")]
public sealed class JwtAttackTests : IDisposable
{
    private readonly TokenForge forge = new();

    public void Dispose() => forge.Dispose();

    [Fact]
    public async Task An_honest_token_passes() => Assert.Equal(JwtFault.None, await forge.FaultAsync(forge.Token()));

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("nOnE")]
    [InlineData("NONE")]
    public async Task Unsecured_tokens_are_refused_with_and_without_the_last_dot(string alg)
    {
        var unsigned = $"{TokenForge.Encode($$"""{"alg":"{{alg}}","kid":"the-key"}""")}.{TokenForge.Encode(JsonSerializer.Serialize(forge.Claims()))}";

        Assert.Equal(JwtFault.Malformed, await forge.FaultAsync(unsigned + "."));
        Assert.Equal(JwtFault.Malformed, await forge.FaultAsync(unsigned));
        Assert.Equal(JwtFault.WrongAlgorithm, await forge.FaultAsync(unsigned + ".AAAA"));
    }

    [Fact]
    public async Task The_public_key_is_no_hmac_secret_in_any_of_its_forms()
    {
        var point = forge.Ec.ExportParameters(includePrivateParameters: false).Q;
        var jwk = $$"""{"kty":"EC","crv":"P-256","x":"{{TokenForge.Encode(point.X!)}}","y":"{{TokenForge.Encode(point.Y!)}}"}""";
        byte[][] secrets =
        [
            Encoding.ASCII.GetBytes(forge.Ec.ExportSubjectPublicKeyInfoPem()),
            Encoding.ASCII.GetBytes(forge.Ec.ExportSubjectPublicKeyInfoPem() + "\n"),
            forge.Ec.ExportSubjectPublicKeyInfo(),
            Encoding.ASCII.GetBytes(jwk),
            [.. point.X!, .. point.Y!],
            [],
        ];
        var signed = $"{TokenForge.Encode("""{"alg":"HS256","kid":"the-key"}""")}.{TokenForge.Encode(JsonSerializer.Serialize(forge.Claims()))}";
        foreach (var secret in secrets)
        {
            var token = $"{signed}.{TokenForge.Encode(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)))}";
            Assert.Equal(JwtFault.WrongAlgorithm, await forge.FaultAsync(token));
        }
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("PS256")]
    [InlineData("ES384")]
    [InlineData("ES512")]
    [InlineData("EdDSA")]
    [InlineData("es256")]
    [InlineData("ES256 ")]
    public async Task The_algorithm_is_the_keys_own(string alg) =>
        Assert.Equal(JwtFault.WrongAlgorithm, await forge.FaultAsync(forge.Token($$"""{"alg":"{{alg}}","kid":"the-key"}""", JsonSerializer.Serialize(forge.Claims()))));

    [Theory]
    [InlineData("""{"kid":"the-key"}""")]
    [InlineData("""{"alg":null,"kid":"the-key"}""")]
    [InlineData("""{"alg":["ES256"],"kid":"the-key"}""")]
    [InlineData("""{"alg":"","kid":"the-key"}""")]
    [InlineData("""["ES256"]""")]
    [InlineData("null")]
    [InlineData("")]
    public async Task A_header_without_a_plain_algorithm_is_refused(string header)
    {
        var fault = await forge.FaultAsync(forge.Token(header, JsonSerializer.Serialize(forge.Claims())));
        Assert.Equal(header.Length == 0 ? JwtFault.Malformed : JwtFault.BadHeader, fault);
    }

    [Fact]
    public async Task Signatures_of_the_wrong_length_are_refused()
    {
        var token = forge.Token();
        var (signed, signature) = (token[..token.LastIndexOf('.')], token[(token.LastIndexOf('.') + 1)..]);
        Assert.True(StrictBase64Url.TryDecode(signature, out var bytes));

        Assert.Equal(JwtFault.Malformed, await forge.FaultAsync($"{signed}."));
        Assert.Equal(JwtFault.BadSignature, await forge.FaultAsync($"{signed}.{TokenForge.Encode(bytes[..63])}"));
        Assert.Equal(JwtFault.BadSignature, await forge.FaultAsync($"{signed}.{TokenForge.Encode([.. bytes, 0])}"));
        Assert.Equal(JwtFault.BadSignature, await forge.FaultAsync($"{signed}.{TokenForge.Encode([0])}"));
    }

    [Fact]
    public async Task The_psychic_signature_and_its_relatives_are_refused()
    {
        var token = forge.Token();
        var signed = token[..token.LastIndexOf('.')];
        var order = Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");
        var one = new byte[32];
        one[31] = 1;
        byte[][] signatures = [new byte[64], [.. order, .. order], [.. new byte[32], .. one], [.. one, .. new byte[32]], [.. order, .. one], [.. one, .. order]];
        foreach (var signature in signatures)
        {
            Assert.Equal(JwtFault.BadSignature, await forge.FaultAsync($"{signed}.{TokenForge.Encode(signature)}"));
        }
    }

    [Fact]
    public async Task A_signature_in_DER_is_refused()
    {
        var token = forge.Token();
        var signed = token[..token.LastIndexOf('.')];
        var der = forge.Ec.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

        Assert.Equal(JwtFault.BadSignature, await forge.FaultAsync($"{signed}.{TokenForge.Encode(der)}"));
    }

    [Fact]
    public async Task The_other_S_of_our_own_signature_is_refused()
    {
        var token = forge.Token();
        var dot = token.LastIndexOf('.');
        Assert.True(StrictBase64Url.TryDecode(token[(dot + 1)..], out var signature));
        var order = new System.Numerics.BigInteger(Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551"), isUnsigned: true, isBigEndian: true);
        var high = order - new System.Numerics.BigInteger(signature.AsSpan(32), isUnsigned: true, isBigEndian: true);
        var bytes = high.ToByteArray(isUnsigned: true, isBigEndian: true);
        var forged = $"{token[..dot]}.{TokenForge.Encode([.. signature[..32], .. new byte[32 - bytes.Length], .. bytes])}";

        Assert.Equal(JwtFault.BadSignature, await forge.FaultAsync(forged));
        // It is the same signature to anybody who asks no more than RFC 7518 does: an external issuer may make either.
        using var lenient = new TokenForge(_ => new Es256Key(forge.Ec, lowSOnly: false));
        Assert.Equal(JwtFault.None, await lenient.FaultAsync(forged));
    }

    [Theory]
    [InlineData("""{"alg":"ES256"}""", JwtFault.UnknownKey)]
    [InlineData("""{"alg":"ES256","kid":"other"}""", JwtFault.UnknownKey)]
    [InlineData("""{"alg":"ES256","kid":"THE-KEY"}""", JwtFault.UnknownKey)]
    [InlineData("""{"alg":"ES256","kid":"../../../../dev/null"}""", JwtFault.UnknownKey)]
    [InlineData("""{"alg":"ES256","kid":"x' UNION SELECT 'AAAA"}""", JwtFault.UnknownKey)]
    [InlineData("""{"alg":"ES256","kid":1}""", JwtFault.BadHeader)]
    [InlineData("""{"alg":"ES256","kid":["the-key"]}""", JwtFault.BadHeader)]
    [InlineData("""{"alg":"ES256","kid":null}""", JwtFault.BadHeader)]
    [InlineData("""{"alg":"ES256","kid":""}""", JwtFault.BadHeader)]
    public async Task The_key_id_is_an_opaque_name_and_nothing_else(string header, object fault) =>
        Assert.Equal((JwtFault)fault, await forge.FaultAsync(forge.Token(header, JsonSerializer.Serialize(forge.Claims()))));

    [Fact]
    public async Task A_very_long_key_id_is_refused() =>
        Assert.Equal(JwtFault.BadHeader, await forge.FaultAsync(forge.Token($$"""{"alg":"ES256","kid":"{{new string('a', 300)}}"}""", JsonSerializer.Serialize(forge.Claims()))));

    [Theory]
    [InlineData("\"jku\":\"https://attacker.example/jwks\"")]
    [InlineData("\"jwk\":{\"kty\":\"EC\"}")]
    [InlineData("\"x5u\":\"https://attacker.example/cert\"")]
    [InlineData("\"x5c\":[\"AAAA\"]")]
    [InlineData("\"crit\":[\"exp\"]")]
    [InlineData("\"crit\":[]")]
    [InlineData("\"b64\":false")]
    [InlineData("\"typ\":\"at+jwt\"")]
    [InlineData("\"typ\":\"dpop+jwt\"")]
    [InlineData("\"typ\":5")]
    [InlineData("\"cty\":\"JWT\"")]
    [InlineData("\"zip\":\"DEF\"")]
    public async Task Headers_that_bring_keys_or_demands_are_refused(string member) =>
        Assert.Equal(JwtFault.UnsupportedHeader, await forge.FaultAsync(forge.Token($$"""{"alg":"ES256","kid":"the-key",{{member}}}""", JsonSerializer.Serialize(forge.Claims()))));

    [Fact]
    public async Task Typ_JWT_is_fine() =>
        Assert.Equal(JwtFault.None, await forge.FaultAsync(forge.Token("""{"alg":"ES256","kid":"the-key","typ":"JWT"}""", JsonSerializer.Serialize(forge.Claims()))));

    [Fact]
    public async Task Five_parts_are_an_encrypted_token_and_refused()
    {
        Assert.Equal(JwtFault.Malformed, await forge.FaultAsync(forge.Token() + ".AAAA.AAAA"));
        Assert.Equal(JwtFault.Malformed, await forge.FaultAsync(forge.Token() + ".AAAA"));
    }

    [Theory]
    [InlineData("\"exp\":\"2000000000\"")]
    [InlineData("\"exp\":-1")]
    [InlineData("\"exp\":1800000000.5")]
    [InlineData("\"exp\":1.8e9")]
    [InlineData("\"exp\":9007199254740993")]
    [InlineData("\"exp\":99999999999999999999")]
    [InlineData("\"exp\":253402300799")] // the last second of the year 9999
    [InlineData("\"exp\":null")]
    [InlineData("\"exp\":true")]
    [InlineData("\"x\":0")] // none at all
    public async Task Expiry_must_be_there_and_sane(string member)
    {
        var claims = $$"""{"iss":"{{TokenForge.Issuer}}","aud":"todo-api","sub":"user-1",{{member}}}""";
        Assert.Equal(JwtFault.BadTime, await forge.FaultAsync(forge.Token(claims)));
    }

    [Fact]
    public async Task A_token_ends_to_the_second()
    {
        var token = forge.Token();
        forge.Time.Move(TimeSpan.FromSeconds(599));
        Assert.Equal(JwtFault.None, await forge.FaultAsync(token));
        forge.Time.Move(TimeSpan.FromSeconds(1));
        Assert.Equal(JwtFault.Expired, await forge.FaultAsync(token));
    }

    [Theory]
    [InlineData("nbf", 61, JwtFault.NotYetValid)]
    [InlineData("nbf", 60, JwtFault.None)]
    [InlineData("iat", 61, JwtFault.NotYetValid)]
    [InlineData("iat", 86400 * 365, JwtFault.NotYetValid)]
    [InlineData("iat", 60, JwtFault.None)]
    public async Task A_token_from_the_future_is_refused_beyond_a_minute(string claim, int seconds, object fault) =>
        Assert.Equal((JwtFault)fault, await forge.FaultAsync(forge.Token(claims => claims[claim] = forge.Now + seconds)));

    [Fact]
    public async Task A_clock_that_moves_backwards_makes_no_old_token_valid_beyond_its_own_times()
    {
        var token = forge.Token();
        forge.Time.Move(TimeSpan.FromMinutes(-2));
        Assert.Equal(JwtFault.NotYetValid, await forge.FaultAsync(token));
    }

    [Theory]
    [InlineData("https://issuer.example/")]
    [InlineData("HTTPS://issuer.example")]
    [InlineData("https://issuer.example.attacker.example")]
    [InlineData("")]
    [InlineData(null)]
    public async Task The_issuer_is_compared_exactly(string? issuer) =>
        Assert.Equal(JwtFault.WrongIssuer, await forge.FaultAsync(forge.Token(claims => claims["iss"] = issuer)));

    [Fact]
    public async Task The_issuer_must_be_there_and_a_text()
    {
        Assert.Equal(JwtFault.WrongIssuer, await forge.FaultAsync(forge.Token(claims => claims.Remove("iss"))));
        Assert.Equal(JwtFault.WrongIssuer, await forge.FaultAsync(forge.Token(claims => claims["iss"] = new[] { TokenForge.Issuer })));
    }

    [Fact]
    public async Task The_audience_must_name_us()
    {
        Assert.Equal(JwtFault.WrongAudience, await forge.FaultAsync(forge.Token(claims => claims.Remove("aud"))));
        Assert.Equal(JwtFault.WrongAudience, await forge.FaultAsync(forge.Token(claims => claims["aud"] = "todo-api-2")));
        Assert.Equal(JwtFault.WrongAudience, await forge.FaultAsync(forge.Token(claims => claims["aud"] = "todo")));
        Assert.Equal(JwtFault.WrongAudience, await forge.FaultAsync(forge.Token(claims => claims["aud"] = new[] { "other", "todo-api-2" })));
        Assert.Equal(JwtFault.WrongAudience, await forge.FaultAsync(forge.Token(claims => claims["aud"] = Array.Empty<string>())));
        Assert.Equal(JwtFault.WrongAudience, await forge.FaultAsync(forge.Token(claims => claims["aud"] = TokenForge.Issuer)));
        Assert.Equal(JwtFault.None, await forge.FaultAsync(forge.Token(claims => claims["aud"] = new[] { "other", "todo-api" })));
    }

    [Fact]
    public async Task The_subject_must_be_a_text_with_something_in_it()
    {
        Assert.Equal(JwtFault.NoSubject, await forge.FaultAsync(forge.Token(claims => claims.Remove("sub"))));
        Assert.Equal(JwtFault.NoSubject, await forge.FaultAsync(forge.Token(claims => claims["sub"] = "")));
        Assert.Equal(JwtFault.NoSubject, await forge.FaultAsync(forge.Token(claims => claims["sub"] = 7)));
        Assert.Equal(JwtFault.NoSubject, await forge.FaultAsync(forge.Token(claims => claims["sub"] = null)));
        Assert.Equal(JwtFault.NoSubject, await forge.FaultAsync(forge.Token(claims => claims["sub"] = new string('u', 256))));
        Assert.Equal(JwtFault.NoSubject, await forge.FaultAsync(forge.Token(claims => claims["sub"] = "user\n1")));
    }

    [Fact]
    public async Task Members_given_twice_are_refused_however_they_are_spelled()
    {
        var honest = JsonSerializer.Serialize(forge.Claims());
        Assert.Equal(JwtFault.BadClaims, await forge.FaultAsync(forge.Token(honest[..^1] + ""","sub":"user-2"}""")));
        Assert.Equal(JwtFault.BadClaims, await forge.FaultAsync(forge.Token(honest[..^1] + ""","\u0073ub":"user-2"}""")));
        Assert.Equal(JwtFault.BadHeader, await forge.FaultAsync(forge.Token("""{"alg":"ES256","kid":"the-key","alg":"none"}""", honest)));
    }

    [Fact]
    public async Task Anything_but_one_object_of_valid_JSON_is_refused()
    {
        var honest = JsonSerializer.Serialize(forge.Claims());
        string Raw(byte[] payload) => forge.Sign($"{TokenForge.Encode(forge.Header)}.{TokenForge.Encode(payload)}");

        Assert.Equal(JwtFault.BadClaims, await forge.FaultAsync(Raw([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(honest)])));
        Assert.Equal(JwtFault.BadClaims, await forge.FaultAsync(Raw(Encoding.UTF8.GetBytes(honest.Replace("user-1", "user-\u00FF", StringComparison.Ordinal)).Where(b => b != 0xC3).ToArray())));
        Assert.Equal(JwtFault.BadClaims, await forge.FaultAsync(forge.Token(honest + "{}")));
        Assert.Equal(JwtFault.BadClaims, await forge.FaultAsync(forge.Token(honest + "x")));
        Assert.Equal(JwtFault.BadClaims, await forge.FaultAsync(forge.Token($"[{honest}]")));
        Assert.Equal(JwtFault.BadClaims, await forge.FaultAsync(forge.Token(honest[..^1] + ",\"deep\":" + new string('[', 200) + new string(']', 200) + "}")));
        Assert.Equal(JwtFault.BadClaims, await forge.FaultAsync(forge.Token(honest[..^1] + ",}")));
        Assert.Equal(JwtFault.BadClaims, await forge.FaultAsync(forge.Token(honest[..^1] + "/*c*/}")));
    }

    [Fact]
    public async Task More_than_8_kB_is_refused_before_it_is_parsed() =>
        Assert.Equal(JwtFault.TooLong, await forge.FaultAsync(forge.Token(claims => claims["pad"] = new string('a', 9000))));

    [Fact]
    public async Task Base64url_has_one_spelling()
    {
        var token = forge.Token();
        var parts = token.Split('.');
        Assert.Equal(JwtFault.Malformed, await forge.FaultAsync($"{parts[0]}.{parts[1]}.{parts[2]}=="));
        Assert.Equal(JwtFault.Malformed, await forge.FaultAsync($"{parts[0]}.{parts[1]}. {parts[2]}"));
        Assert.Equal(JwtFault.Malformed, await forge.FaultAsync($"{parts[0]}.{parts[1]}.{parts[2]}\n"));
        Assert.Equal(JwtFault.Malformed, await forge.FaultAsync($"{parts[0]}.{parts[1]}.+{parts[2][1..]}"));
        Assert.Equal(JwtFault.Malformed, await forge.FaultAsync($"{parts[0]}.{parts[1]}./{parts[2][1..]}"));
        Assert.Equal(JwtFault.Malformed, await forge.FaultAsync($"{parts[0]}.{parts[1]}.{parts[2]}é"));

        // 64 bytes leave four bits over in the last character: 15 other letters decode to the same bytes.
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var last = alphabet.IndexOf(parts[2][^1], StringComparison.Ordinal);
        for (var bits = 1; bits < 16; bits++)
        {
            Assert.Equal(JwtFault.Malformed, await forge.FaultAsync($"{parts[0]}.{parts[1]}.{parts[2][..^1]}{alphabet[last | bits]}"));
        }
    }

    [Fact]
    public async Task A_changed_claim_breaks_the_signature()
    {
        var parts = forge.Token().Split('.');
        var other = TokenForge.Encode(JsonSerializer.Serialize(forge.Claims()).Replace("user-1", "user-2", StringComparison.Ordinal));
        Assert.Equal(JwtFault.BadSignature, await forge.FaultAsync($"{parts[0]}.{other}.{parts[2]}"));
    }
}
