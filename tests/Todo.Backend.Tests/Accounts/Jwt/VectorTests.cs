using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using Todo.Backend.Accounts.Jwt;

namespace Todo.Backend.Tests.Accounts.Jwt;

/// <summary>The vectors of the standards and of Wycheproof that apply to what we verify.</summary>
[Trait("rule", "A3")]
[Trait("rule", "G3")]
public sealed class VectorTests
{
    // RFC 7515 A.1: the token of RFC 7519 3.1, with line breaks in its JSON.
    private const string Hs256 = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private static readonly JsonElement Wycheproof = Load();

    public static TheoryData<int> JwsGroups { get; } = [0, 1, 2];

    [Fact]
    public void RFC_7515_A1_HS256()
    {
        Assert.True(StrictBase64Url.TryDecode("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow", out var secret));
        Assert.True(Verifies(Hs256, new Hs256Key(secret)));
        Assert.False(Verifies(Hs256, new Hs256Key(secret[..^1])));
    }

    [Fact]
    public void RFC_7515_A3_ES256()
    {
        using var jwk = JsonDocument.Parse("""{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}""");
        const string token = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
        Assert.True(Verifies(token, Jwks.Key(jwk.RootElement)!));
    }

    [Fact]
    public void RFC_7515_A2_RS256()
    {
        using var jwk = JsonDocument.Parse("""{"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"}""");
        const string token = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
        VerifiesUnchangedOnly(token, Jwks.Key(jwk.RootElement)!);
    }

    [Fact]
    public void RFC_7520_4_1_RS256()
    {
        using var jwk = JsonDocument.Parse("""{"kty":"RSA","kid":"bilbo.baggins@hobbiton.example","use":"sig","n":"n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQHz_AJmSCpMaJMRBSFKrKb2wqVwGU_NsYOYL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqFEHYpPe7Tpe-OfVfHd1E6cS6M1FZcD1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCuEHg8lhzwOHrtIQbS0FVbb9k3-tVTU4fg_3L_vniUFAKwuCLqKnS2BYwdq_mzSnbLY7h_qixoR7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw","e":"AQAB"}""");
        const string token = "eyJhbGciOiJSUzI1NiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9.SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4.MRjdkly7_-oTPTS3AXP41iQIGKa80A0ZmTuV5MEaHoxnW2e5CZ5NlKtainoFmKZopdHM1O2U4mwzJdQx996ivp83xuglII7PNDi84wnB-BDkoBwA78185hX-Es4JIwmDLJK3lfWRa-XtL0RnltuYv746iYTh_qHRD68BNt1uSNCrUCTJDt5aAE6x8wW1Kt9eRo4QPocSadnHXFxnt8Is9UzpERV0ePPQdLuW3IS_de3xyIrDaLGdjluPxUAhb6L2aXic1U12podGU0KLUQSE_oI-ZnmKJ3F4uOZDnd6QZWJushZ41Axf_fcIe8u9ipH84ogoree7vjbU5y18kDquDg";
        VerifiesUnchangedOnly(token, Jwks.Key(jwk.RootElement)!, "bilbo.baggins@hobbiton.example");
    }

    [Theory]
    [InlineData( // RFC 7515 A.4
        "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn",
        """{"kty":"EC","crv":"P-521","x":"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk","y":"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2"}""")]
    [InlineData( // RFC 7520 4.3
        "eyJhbGciOiJFUzUxMiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9.SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4.AE_R_YZCChjn4791jSQCrdPZCNYqHXCTZH0-JZGYNlaAjP2kqaluUIIUnC9qvbu9Plon7KRTzoNEuT4Va2cmL1eJAQy3mtPBu_u_sDDyYjnAMDxXPn7XrT0lw-kvAD890jl8e2puQens_IEKBpHABlsbEPX6sFY8OcGDqoRuBomu9xQ2",
        """{"kty":"EC","kid":"bilbo.baggins@hobbiton.example","use":"sig","crv":"P-521","x":"AHKZLLOsCOzz5cY97ewNUajB957y-C-U88c3v13nmGZx6sYl_oJXu9A5RkTKqjqvjyekWF-7ytDyRXYgCF5cj0Kt","y":"AdymlHvOiLxXkEhayXQnNCvDX4h9htZaCJN34kfmC6pV5OhQHiraVySsUdaQkAgDPrwQrJmbnX9cwlGfP-HqHZR1"}""")]
    public async Task ES512_is_refused_by_its_name_and_its_key_is_left_out(string token, string key)
    {
        // The vector itself is good, by the platform's own means.
        using var jwk = JsonDocument.Parse(key);
        Assert.Equal(JwtFault.None, UnverifiedJwt.Read(token, out var jwt));
        var point = new ECPoint { X = Bytes(jwk, "x"), Y = Bytes(jwk, "y") };
        using var p521 = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP521, Q = point });
        Assert.True(p521.VerifyData(jwt!.Signed, jwt.Signature, HashAlgorithmName.SHA512));

        Assert.Null(Jwks.Key(jwk.RootElement));
        using var forge = new TokenForge();
        VerificationKey[] keys = [new Es256Key(forge.Ec, lowSOnly: false), new Es256Key(p521, lowSOnly: false), new Rs256Key(forge.Rsa), new Hs256Key(jwt.Signed)];
        foreach (var other in keys)
        {
            var (claims, fault) = await new JwtVerifier(new OneKey(other), "joe", "todo-api", forge.Time).VerifyAsync(token, CancellationToken.None);
            Assert.Null(claims);
            Assert.Equal(JwtFault.WrongAlgorithm, fault);
        }
    }

    [Theory]
    [InlineData("eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.")] // RFC 7515 A.5, RFC 7519 6.1
    [InlineData("""{"payload":"eyJpc3MiOiJqb2UifQ","signatures":[{"protected":"eyJhbGciOiJSUzI1NiJ9","signature":"AAAA"}]}""")] // RFC 7515 A.6
    [InlineData("""{"payload":"eyJpc3MiOiJqb2UifQ","protected":"eyJhbGciOiJFUzI1NiJ9","header":{"kid":"x"},"signature":"AAAA"}""")] // RFC 7515 A.7
    public void RFC_7515_unsecured_tokens_and_JSON_serializations_are_refused(string token) =>
        Assert.Equal(JwtFault.Malformed, UnverifiedJwt.Read(token, out _));

    [Fact]
    public void RFC_7515_C_base64url()
    {
        Assert.True(StrictBase64Url.TryDecode("A-z_4ME", out var bytes));
        Assert.Equal([3, 236, 255, 224, 193], bytes);
    }

    [Fact]
    public void RFC_7519_3_1_is_refused_for_what_it_lacks()
    {
        Assert.Equal(JwtFault.None, UnverifiedJwt.Read(Hs256, out var jwt));
        // No audience, no subject, and it expired in 2011.
        Assert.Equal(JwtFault.WrongAudience, JwtClaims.Read(jwt!.Payload, "joe", "todo-api", DateTimeOffset.UnixEpoch, out _));
        Assert.Equal(JwtFault.WrongIssuer, JwtClaims.Read(jwt.Payload, "jane", "todo-api", DateTimeOffset.UnixEpoch, out _));
    }

    [Fact]
    public void RFC_8037_A4_Ed25519()
    {
        using var jwk = JsonDocument.Parse("""{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""");
        var key = Jwks.Key(jwk.RootElement)!;
        const string token = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
        Assert.Equal(VerificationKey.EdDsa, key.Algorithm);
        Assert.True(Verifies(token, key));

        // The same with S + L, which is the same point to who does not look (RFC 8032 5.1.7).
        Assert.True(StrictBase64Url.TryDecode(token.Split('.')[2], out var signature));
        var order = System.Numerics.BigInteger.Parse("7237005577332262213973186563042994240857116359379907606001950938285454250989", System.Globalization.CultureInfo.InvariantCulture);
        var s = (new System.Numerics.BigInteger(signature.AsSpan(32), isUnsigned: true) + order).ToByteArray(isUnsigned: true);
        Assert.Equal(32, s.Length);
        Assert.False(Verifies(token[..(token.LastIndexOf('.') + 1)] + TokenForge.Encode([.. signature[..32], .. s]), key));
    }

    [Theory]
    [InlineData("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "", "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72", "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    [InlineData("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82", "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    public void RFC_8032_7_1_Ed25519(string key, string message, string signature)
    {
        var (publicKey, data, bytes) = (Ed25519.Create(Convert.FromHexString(key))!, Convert.FromHexString(message), Convert.FromHexString(signature));
        Assert.True(publicKey.Verify(data, bytes));
        bytes[5] ^= 1;
        Assert.False(publicKey.Verify(data, bytes));
    }

    [Theory]
    [MemberData(nameof(JwsGroups))]
    public void Wycheproof_JSON_web_signatures(int index)
    {
        var group = Wycheproof.GetProperty("jws")[index];
        var jwk = group.GetProperty("key");
        var key = jwk.GetProperty("kty").GetString() == "oct" && StrictBase64Url.TryDecode(jwk.GetProperty("k").GetString()!, out var secret) ? new Hs256Key(secret) : Jwks.Key(jwk)!;
        var keyId = jwk.GetProperty("kid").GetString();
        foreach (var test in group.GetProperty("tests").EnumerateArray())
        {
            var isValid = test.GetProperty("result").GetString() == "valid";
            Assert.True(isValid == Verifies(test.GetProperty("jws").GetString()!, key, keyId), $"tcId {test.GetProperty("tcId")}: {test.GetProperty("comment")}");
        }
    }

    [Fact]
    public void Wycheproof_Ed25519()
    {
        var group = Wycheproof.GetProperty("ed25519");
        var key = Ed25519.Create(Convert.FromHexString(group.GetProperty("pk").GetString()!))!;
        foreach (var test in group.GetProperty("tests").EnumerateArray())
        {
            var isValid = test.GetProperty("result").GetString() == "valid";
            var verified = key.Verify(Convert.FromHexString(test.GetProperty("msg").GetString()!), Convert.FromHexString(test.GetProperty("sig").GetString()!));
            Assert.True(isValid == verified, $"tcId {test.GetProperty("tcId")}: {test.GetProperty("comment")}");
        }
    }

    private static void VerifiesUnchangedOnly(string token, VerificationKey key, string? keyId = null)
    {
        Assert.Equal(VerificationKey.Rs256, key.Algorithm);
        Assert.True(Verifies(token, key, keyId));
        // Another first letter of the payload, then of the signature.
        var (payload, signature) = (token.IndexOf('.', StringComparison.Ordinal) + 1, token.LastIndexOf('.') + 1);
        Assert.False(Verifies($"{token[..payload]}f{token[(payload + 1)..]}", key, keyId));
        Assert.False(Verifies($"{token[..signature]}A{token[(signature + 1)..]}", key, keyId));
    }

    private static byte[] Bytes(JsonDocument jwk, string name) =>
        StrictBase64Url.TryDecode(jwk.RootElement.GetProperty(name).GetString()!, out var bytes) ? bytes : [];

    // Shape, algorithm of the key, signature; the vectors' payloads are no claims.
    private static bool Verifies(string token, VerificationKey key, string? keyId = null) =>
        UnverifiedJwt.Read(token, out var jwt) == JwtFault.None
        && (keyId is null || jwt!.KeyId == keyId)
        && jwt!.Algorithm == key.Algorithm
        && key.Verify(jwt.Signed, jwt.Signature);

    private static JsonElement Load([CallerFilePath] string path = "") =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(path)!, "Vectors", "wycheproof.json"))).RootElement;

    private sealed class OneKey(VerificationKey key) : IKeySource
    {
        public ValueTask<IReadOnlyList<VerificationKey>> FindAsync(string? keyId, CancellationToken cancellation) => new([key]);
    }
}
