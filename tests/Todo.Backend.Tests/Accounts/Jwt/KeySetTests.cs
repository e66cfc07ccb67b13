using System.Security.Cryptography;
using System.Text;
using Todo.Backend.Accounts.Jwt;

namespace Todo.Backend.Tests.Accounts.Jwt;

/// <summary>Key sets are read with suspicion.</summary>
[Trait("rule", "A3")]
public sealed class KeySetTests
{
    private const string X = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"; // RFC 7515 A.3
    private const string Y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
    private const string Ed = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"; // RFC 8037 A.2

    public static TheoryData<string, bool> Entries { get; } = new()
    {
        { $$"""{"kty":"EC","crv":"P-256","x":"{{X}}","y":"{{Y}}","kid":"k","alg":"ES256"}""", true },
        { $$"""{"kty":"EC","crv":"P-256","x":"{{X}}","y":"{{Y}}","kid":"k"}""", true },
        { $$"""{"kty":"EC","crv":"P-256","x":"{{X}}","y":"{{Y}}","kid":"k","use":"sig","key_ops":["verify"]}""", true },
        { $$"""{"kty":"OKP","crv":"Ed25519","x":"{{Ed}}","kid":"k","alg":"EdDSA"}""", true },
        { $$"""{"kty":"OKP","crv":"Ed25519","x":"{{Ed}}","kid":"k"}""", true },
        { $$"""{"kty":"EC","crv":"P-256","x":"{{X}}","y":"{{Y}}","kid":"k","use":"enc"}""", false },
        { $$"""{"kty":"EC","crv":"P-256","x":"{{X}}","y":"{{Y}}","kid":"k","key_ops":["sign"]}""", false },
        { $$"""{"kty":"EC","crv":"P-256","x":"{{X}}","y":"{{Y}}","kid":"k","alg":"RS256"}""", false },
        { $$"""{"kty":"EC","crv":"P-256","x":"{{X}}","y":"{{Y}}","kid":"k","alg":null}""", false },
        { $$"""{"kty":"EC","crv":"P-384","x":"{{X}}","y":"{{Y}}","kid":"k"}""", false },
        { $$"""{"kty":"EC","crv":"P-256","x":"{{X}}","y":"{{X}}","kid":"k"}""", false }, // not on the curve
        { $$"""{"kty":"EC","crv":"P-256","x":"{{X}}","y":"{{Y}}"}""", false },
        { $$"""{"kty":"EC","crv":"P-256","x":"{{X}}","y":"{{Y}}","kid":7}""", false },
        { $$"""{"kty":"EC","crv":"P-256","x":"{{X}}","y":"{{Y}}","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI","kid":"k"}""", false },
        { """{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow","kid":"k","alg":"HS256"}""", false },
        { $$"""{"kty":"OKP","crv":"X25519","x":"{{Ed}}","kid":"k"}""", false },
        { """{"kty":"OKP","crv":"Ed25519","x":"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","kid":"k"}""", false }, // order 1
        { """{"kty":"OKP","crv":"Ed25519","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","kid":"k"}""", false }, // order 4
        { """{"kty":"OKP","crv":"Ed25519","x":"7P_______________________________________38","kid":"k"}""", false }, // order 2
        { """{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg","kid":"k"}""", false },
    };

    [Theory]
    [MemberData(nameof(Entries))]
    public void Only_public_signature_keys_of_the_algorithms_we_verify_are_taken(string jwk, bool isTaken)
    {
        var keys = Jwks.Read(Encoding.UTF8.GetBytes($$"""{"keys":[{{jwk}}]}"""));
        Assert.NotNull(keys);
        Assert.Equal(isTaken, keys.ContainsKey("k"));
    }

    [Theory]
    [InlineData(1024, false)]
    [InlineData(2048, true)]
    [InlineData(3072, true)]
    public void RSA_below_2048_bits_is_left_out(int bits, bool isTaken)
    {
        using var rsa = RSA.Create(bits);
        var key = rsa.ExportParameters(includePrivateParameters: false);
        var keys = Jwks.Read(Encoding.UTF8.GetBytes($$"""{"keys":[{"kty":"RSA","kid":"k","n":"{{TokenForge.Encode(key.Modulus!)}}","e":"{{TokenForge.Encode(key.Exponent!)}}"}]}"""));
        Assert.Equal(isTaken, keys!.ContainsKey("k"));

        var weak = Jwks.Read(Encoding.UTF8.GetBytes($$"""{"keys":[{"kty":"RSA","kid":"k","n":"{{TokenForge.Encode(key.Modulus!)}}","e":"AQ"}]}"""));
        Assert.Empty(weak!);
    }

    [Fact]
    public void Two_keys_of_one_name_are_neither_taken()
    {
        var keys = Jwks.Read(Encoding.UTF8.GetBytes(
            $$"""{"keys":[{"kty":"EC","crv":"P-256","x":"{{X}}","y":"{{Y}}","kid":"k"},{"kty":"OKP","crv":"Ed25519","x":"{{Ed}}","kid":"k"},{"kty":"OKP","crv":"Ed25519","x":"{{Ed}}","kid":"l"}]}"""));
        Assert.Equal(["l"], keys!.Keys);
    }

    [Theory]
    [InlineData("""{"keys":{}}""")]
    [InlineData("""{}""")]
    [InlineData("""[]""")]
    [InlineData("""<html>""")]
    [InlineData("""{"keys":[],"keys":[]}""")]
    public void What_is_no_key_set_is_none(string json) => Assert.Null(Jwks.Read(Encoding.UTF8.GetBytes(json)));
}
