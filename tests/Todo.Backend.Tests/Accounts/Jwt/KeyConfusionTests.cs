using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Todo.Backend.Accounts.Jwt;

namespace Todo.Backend.Tests.Accounts.Jwt;

/// <summary>HS256 with a public RSA key as the secret, the classic confusion (RFC 8725 2.1), against keys read from a key set.</summary>
[Trait("rule", "A3")]
[Trait("rule", "G3")]
public sealed class KeyConfusionTests
{
    [Theory]
    [InlineData(""","alg":"RS256","use":"sig" """)]
    [InlineData("")]
    public async Task The_public_RSA_key_of_a_key_set_is_no_hmac_secret_in_any_of_its_forms(string members)
    {
        var (jwk, set) = ("", "");
        using var forge = new TokenForge(forge =>
        {
            var key = forge.Rsa.ExportParameters(includePrivateParameters: false);
            jwk = $$"""{"kty":"RSA","kid":"{{TokenForge.KeyId}}","n":"{{TokenForge.Encode(key.Modulus!)}}","e":"{{TokenForge.Encode(key.Exponent!)}}"{{members}}}""";
            set = $$"""{"keys":[{{jwk}}]}""";
            return Jwks.Read(Encoding.UTF8.GetBytes(set))![TokenForge.KeyId];
        });
        Assert.Equal(JwtFault.None, await forge.FaultAsync(Honest(forge)));

        var rsa = forge.Rsa;
        byte[][] secrets =
        [
            Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem()),
            Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem() + "\n"),
            Encoding.ASCII.GetBytes(rsa.ExportRSAPublicKeyPem()),
            Encoding.ASCII.GetBytes(rsa.ExportRSAPublicKeyPem() + "\n"),
            rsa.ExportSubjectPublicKeyInfo(),
            rsa.ExportRSAPublicKey(),
            Encoding.ASCII.GetBytes(jwk),
            Encoding.ASCII.GetBytes(set),
            rsa.ExportParameters(includePrivateParameters: false).Modulus!,
            [],
        ];
        var signed = Unsigned(forge, "HS256");
        foreach (var secret in secrets)
        {
            var mac = HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed));
            // Who takes the algorithm from the token and the bytes from the set would let it in.
            Assert.True(new Hs256Key(secret).Verify(Encoding.ASCII.GetBytes(signed), mac));
            Assert.Equal(JwtFault.WrongAlgorithm, await forge.FaultAsync($"{signed}.{TokenForge.Encode(mac)}"));

            // Nor is it taken for a signature of RS256.
            var renamed = Unsigned(forge, "RS256");
            mac = HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(renamed));
            Assert.Equal(JwtFault.BadSignature, await forge.FaultAsync($"{renamed}.{TokenForge.Encode(mac)}"));
        }
    }

    private static string Unsigned(TokenForge forge, string algorithm) =>
        $"{TokenForge.Encode($$"""{"alg":"{{algorithm}}","kid":"{{TokenForge.KeyId}}"}""")}.{TokenForge.Encode(JsonSerializer.Serialize(forge.Claims()))}";

    private static string Honest(TokenForge forge)
    {
        var signed = Unsigned(forge, "RS256");
        return $"{signed}.{TokenForge.Encode(forge.Rsa.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }
}
