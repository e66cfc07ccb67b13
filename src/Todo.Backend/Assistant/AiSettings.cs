using Todo.Hosting.Settings;

namespace Todo.Backend.Assistant;

/// <summary>The model that the assistant thinks with, and how much it may take. Without one the assistant follows simple rules.</summary>
public sealed class AiSettings : ISettingsRules
{
    private const string OpenAi = "https://api.openai.com/v1";

    [Setting("BACKEND_AI_MODEL", "The model's name at its endpoint. Without it nothing is sent anywhere, and the assistant understands plain commands only.", Example = "gpt-5-mini")]
    public string? Model { get; init; }

    [Setting("BACKEND_AI_ENDPOINT", "Where the model is: the base URL of an OpenAI-compatible API, such as that of a server of your own.", Default = OpenAi)]
    public Uri Endpoint { get; init; } = new(OpenAi);

    [Setting("BACKEND_AI_API_KEY", "The key of the endpoint. Servers of your own may take none.")]
    public Secret? ApiKey { get; init; }

    [Setting("BACKEND_AI_TIMEOUT", "How long one call of the model may take, its retries and its whole answer included.", Default = "30s", Min = "1s", Max = "10m")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    [Setting("BACKEND_AI_TURN_TIMEOUT", "How long one turn may take: all its calls of the model and of tools.", Default = "60s", Min = "1s", Max = "30m")]
    public TimeSpan TurnTimeout { get; init; } = TimeSpan.FromSeconds(60);

    [Setting("BACKEND_AI_TURN_TOKENS", "Tokens that the model may use in one turn, of input and output.", Default = "100000", Min = "1000", Max = "2000000000")]
    public int TurnTokens { get; init; } = 100_000;

    [Setting("BACKEND_AI_USER_TOKENS_PER_DAY", "Tokens a day (UTC) of one user; then the assistant follows simple rules until the next day.", Default = "500000", Min = "0", Max = "2000000000")]
    public int UserTokensPerDay { get; init; } = 500_000;

    [Setting("BACKEND_AI_TOKENS_PER_DAY", "Tokens a day (UTC) of all users together.", Default = "20000000", Min = "0", Max = "2000000000")]
    public int TokensPerDay { get; init; } = 20_000_000;

    [Setting("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "Record what is said to the model and by it, which is people's own, in traces.", Default = "false")]
    public bool CaptureContent { get; init; }

    public bool IsConfigured => Model is not null;

    public IEnumerable<string> Check(string prefix)
    {
        if (Model is null && ApiKey is not null)
        {
            yield return "BACKEND_AI_API_KEY is set, but no model: set BACKEND_AI_MODEL to the model's name, or remove the key.";
        }

        if (Model is null && Endpoint.AbsoluteUri != OpenAi)
        {
            yield return "BACKEND_AI_ENDPOINT is set, but no model: set BACKEND_AI_MODEL to the model's name there, or remove the endpoint.";
        }

        if (Endpoint.Scheme != Uri.UriSchemeHttp && Endpoint.Scheme != Uri.UriSchemeHttps)
        {
            yield return "BACKEND_AI_ENDPOINT must be an http or https URL, such as http://localhost:11434/v1.";
        }
        else if (Endpoint.UserInfo.Length > 0 || Endpoint.Query.Length > 0 || Endpoint.Fragment.Length > 0)
        {
            yield return "BACKEND_AI_ENDPOINT must be a base URL without user, query and fragment: the key belongs into BACKEND_AI_API_KEY.";
        }
        else if (IsAzure && !Endpoint.AbsolutePath.StartsWith("/openai/v1", StringComparison.Ordinal))
        {
            yield return $"BACKEND_AI_ENDPOINT must be Azure's v1 API: set it to https://{Endpoint.Host}/openai/v1/.";
        }

        if (Model is not null && ApiKey is null && (IsAzure || Endpoint.Host == "api.openai.com"))
        {
            yield return $"BACKEND_AI_API_KEY is missing: {Endpoint.Host} answers no call without one. Set it, or BACKEND_AI_API_KEY_FILE, or BACKEND_AI_ENDPOINT to a server of your own.";
        }

        if (ApiKey is not null && !IsHeaderValue(ApiKey.Current))
        {
            yield return "BACKEND_AI_API_KEY has characters that no key has (blanks, line ends, letters beyond ASCII): copy it again.";
        }

        if (Timeout > TurnTimeout)
        {
            yield return "BACKEND_AI_TIMEOUT is more than BACKEND_AI_TURN_TIMEOUT: a call can't take longer than its turn. Raise the latter or lower the former.";
        }
    }

    private bool IsAzure => Endpoint.Host.EndsWith(".openai.azure.com", StringComparison.Ordinal);

    private static bool IsHeaderValue(string key) => key.Length > 0 && key.All(letter => letter is > ' ' and < '\u007f');
}
