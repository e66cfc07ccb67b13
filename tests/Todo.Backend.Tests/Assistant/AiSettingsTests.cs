using Todo.Backend.Assistant;
using Todo.Hosting.Settings;

namespace Todo.Backend.Tests.Assistant;

public sealed class AiSettingsTests
{
    [Fact]
    [Trait("rule", "A11")]
    public void Nothing_set_means_no_model()
    {
        var settings = Read();

        Assert.False(settings.IsConfigured);
        Assert.Equal("https://api.openai.com/v1", settings.Endpoint.AbsoluteUri);
        Assert.Equal(TimeSpan.FromSeconds(60), settings.TurnTimeout);
        Assert.False(settings.CaptureContent);
    }

    [Theory]
    [Trait("rule", "A11")]
    [InlineData("https://api.openai.com/v1", "sk-1")]
    [InlineData("https://name.openai.azure.com/openai/v1/", "azure")]
    [InlineData("http://localhost:11434/v1", null)]
    [InlineData("http://vllm.models:8000/v1", "own")]
    public void Every_kind_of_endpoint_can_be_told(string endpoint, string? key)
    {
        var settings = Read(("BACKEND_AI_MODEL", "some"), ("BACKEND_AI_ENDPOINT", endpoint), ("BACKEND_AI_API_KEY", key));

        Assert.True(settings.IsConfigured);
        Assert.Equal(endpoint, settings.Endpoint.AbsoluteUri);
        Assert.Equal(key, settings.ApiKey?.Current);
    }

    [Theory]
    [Trait("rule", "E4")]
    [InlineData("BACKEND_AI_MODEL", "BACKEND_AI_API_KEY=sk-1")]
    [InlineData("BACKEND_AI_MODEL", "BACKEND_AI_ENDPOINT=http://localhost:11434/v1")]
    [InlineData("BACKEND_AI_API_KEY_FILE", "BACKEND_AI_MODEL=gpt")]
    [InlineData("BACKEND_AI_API_KEY_FILE", "BACKEND_AI_MODEL=gpt", "BACKEND_AI_ENDPOINT=https://name.openai.azure.com/openai/v1")]
    [InlineData("copy it again", "BACKEND_AI_MODEL=gpt", "BACKEND_AI_API_KEY=sk 1")]
    [InlineData("http or https", "BACKEND_AI_MODEL=gpt", "BACKEND_AI_ENDPOINT=ftp://models/v1")]
    [InlineData("absolute URL", "BACKEND_AI_MODEL=gpt", "BACKEND_AI_ENDPOINT=localhost")]
    [InlineData("without user, query", "BACKEND_AI_MODEL=gpt", "BACKEND_AI_ENDPOINT=http://me:secret@models/v1")]
    [InlineData("without user, query", "BACKEND_AI_MODEL=gpt", "BACKEND_AI_ENDPOINT=http://models/v1?key=secret")]
    [InlineData("https://name.openai.azure.com/openai/v1/", "BACKEND_AI_MODEL=gpt", "BACKEND_AI_API_KEY=k", "BACKEND_AI_ENDPOINT=https://name.openai.azure.com/")]
    [InlineData("BACKEND_AI_TURN_TIMEOUT", "BACKEND_AI_TIMEOUT=2m")]
    [InlineData("BACKEND_AI_TURN_TOKENS", "BACKEND_AI_TURN_TOKENS=10")]
    public void What_cannot_be_right_stops_the_start_and_says_what_to_do(string said, params string[] variables)
    {
        var problems = Assert.Throws<SettingsException>(() => Read([.. variables.Select(text => text.Split('=', 2)).Select(pair => (pair[0], (string?)pair[1]))])).Problems;

        Assert.Contains(said, Assert.Single(problems), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problems[0], StringComparison.Ordinal);
    }

    private static AiSettings Read(params (string Name, string? Value)[] variables) =>
        SettingsReader.Read<AiSettings>(variables.Select(variable => KeyValuePair.Create(variable.Name, variable.Value)), "BACKEND");
}
