using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Todo.Backend.Accounts.Jwt;

namespace Todo.Backend.Tests.Accounts.Jwt;

/// <summary>Wycheproof's signatures of ES256 and RS256, by the very keys that a key set is read into.</summary>
[Trait("rule", "A3")]
[Trait("rule", "G3")]
public sealed class SignatureVectorTests
{
    [Fact]
    public void Wycheproof_ECDSA_P256_SHA256_P1363() => Check("wycheproof-ecdsa.json", group =>
    {
        var point = Convert.FromHexString(group.GetProperty("uncompressed").GetString()!);
        return Key($$"""{"kty":"EC","crv":"P-256","x":"{{TokenForge.Encode(point[1..33])}}","y":"{{TokenForge.Encode(point[33..])}}"}""");
    });

    [Fact]
    public void Wycheproof_RSA_2048_PKCS1_SHA256() => Check("wycheproof-rsa.json", group => Key(group.GetProperty("keyJwk").GetRawText()));

    // "acceptable" is what older implementations sign and nobody has to take: here it is refused, since one message has one signature.
    private static void Check(string file, Func<JsonElement, VerificationKey> read)
    {
        using var document = Load(file);
        foreach (var group in document.RootElement.GetProperty("groups").EnumerateArray())
        {
            var key = read(group);
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                var isValid = test.GetProperty("result").GetString() == "valid";
                var (message, signature) = (Convert.FromHexString(test.GetProperty("msg").GetString()!), Convert.FromHexString(test.GetProperty("sig").GetString()!));
                Assert.True(isValid == key.Verify(message, signature), $"tcId {test.GetProperty("tcId")}: {test.GetProperty("comment")}");
                Assert.False(key.Verify([.. message, 0], signature), $"tcId {test.GetProperty("tcId")}, another message");
            }
        }
    }

    private static VerificationKey Key(string json)
    {
        using var jwk = JsonDocument.Parse(json);
        return Jwks.Key(jwk.RootElement)!;
    }

    private static JsonDocument Load(string file, [CallerFilePath] string path = "") =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(path)!, "Vectors", file), Encoding.UTF8));
}
