using Todo.Backend.Accounts;
using Todo.Hosting.Settings;

namespace Todo.Backend.Tests.Accounts;

/// <summary>One way of verification at a time, said at the start.</summary>
[Trait("rule", "A3")]
[Trait("rule", "E4")]
public sealed class AuthenticationSettingsTests
{
    private const string Long = "0123456789012345678901234567890123456789";

    public static TheoryData<string, object> Good { get; } = new()
    {
        { $"BACKEND_KEY_ENCRYPTION_KEY={Long}", TokenMode.OwnKeys },
        { $"BACKEND_AUTH_SECRET={Long}", TokenMode.OwnSecret },
        { $"BACKEND_AUTH_SECRET={Long};BACKEND_AUTH_EXTERNAL_URL=https://auth.example", TokenMode.ExternalSecret },
        { "BACKEND_AUTH_JWKS_URL=https://auth.example/jwks", TokenMode.ExternalKeys },
        { "BACKEND_AUTH_JWKS_URL=http://localhost:3000/jwks", TokenMode.ExternalKeys },
        { "BACKEND_AUTH_JWKS_URL=http://auth.internal/jwks;BACKEND_AUTH_JWKS_ALLOW_HTTP=true;BACKEND_AUTH_EXTERNAL_URL=https://auth.example", TokenMode.ExternalKeys },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public void Each_way_has_its_settings(string variables, object mode) => Assert.Equal((TokenMode)mode, Read(variables).Mode);

    [Theory]
    [InlineData("", "BACKEND_KEY_ENCRYPTION_KEY is missing")]
    [InlineData("BACKEND_KEY_ENCRYPTION_KEY=short", "BACKEND_KEY_ENCRYPTION_KEY is too short")]
    [InlineData("BACKEND_AUTH_SECRET=short", "BACKEND_AUTH_SECRET is too short")]
    [InlineData($"BACKEND_AUTH_SECRET={Long};BACKEND_AUTH_JWKS_URL=https://auth.example/jwks", "keep one of them")]
    [InlineData("BACKEND_AUTH_EXTERNAL_URL=https://auth.example", "BACKEND_AUTH_EXTERNAL_URL needs")]
    [InlineData("BACKEND_AUTH_JWKS_URL=http://auth.example/jwks", "BACKEND_AUTH_JWKS_URL must be https")]
    [InlineData("BACKEND_AUTH_JWKS_URL=ftp://auth.example/jwks;BACKEND_AUTH_JWKS_ALLOW_HTTP=true", "BACKEND_AUTH_JWKS_URL must be https")]
    public void What_does_not_fit_is_refused_by_its_name(string variables, string problem)
    {
        var exception = Assert.Throws<SettingsException>(() => Read(variables));
        Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Long, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Issuer_and_audience_have_fixed_defaults()
    {
        var settings = Read($"BACKEND_AUTH_SECRET={Long}");
        Assert.Equal(("todo", "todo-api"), (settings.Issuer, settings.Audience));
    }

    private static AuthenticationSettings Read(string variables) => SettingsReader.Read<AuthenticationSettings>(
        variables.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(variable => variable.Split('=', 2)).Select(pair => KeyValuePair.Create(pair[0], (string?)pair[1])), "BACKEND");
}
