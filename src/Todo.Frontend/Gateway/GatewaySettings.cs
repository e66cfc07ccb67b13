using Todo.Hosting.Settings;

namespace Todo.Frontend.Gateway;

/// <summary>Where the backend is and under which origins browsers open the web app.</summary>
public sealed class GatewaySettings : ISettingsRules
{
    [Setting("FRONTEND_BACKEND_URL", "The backend's public port.", Example = "http://todo-backend:8080")]
    public Uri BackendUrl { get; init; } = null!;

    [Setting("FRONTEND_BACKEND_INTERNAL_URL", "The backend's internal port, which keeps the data-protection ring.", Example = "http://todo-backend:8081")]
    public Uri BackendInternalUrl { get; init; } = null!;

    [Setting("FRONTEND_MCP_URL", "The MCP server's public port, where it runs by itself; otherwise the backend answers /mcp.", Example = "http://todo-mcp:8080")]
    public Uri? McpUrl { get; init; }

    [Setting("FRONTEND_HTTPS_ONLY", "Redirect to https what came to the proxy in front by plain http, as it says in X-Forwarded-Proto.", Default = "false")]
    public bool HttpsOnly { get; init; }

    [Setting("FRONTEND_PUBLIC_ORIGINS", "The origins under which browsers open the web app, separated by commas; other hosts are refused. Without it every host is served.", Example = "https://todo.example")]
    public string[] PublicOrigins { get; init; } = [];

    [Setting("FRONTEND_BACKEND_CONNECTIONS", "Most connections to the backend for requests at a time.", Default = "256", Min = "1", Max = "65535")]
    public int BackendConnections { get; init; }

    [Setting("FRONTEND_BACKEND_STREAMS", "Most connections to the backend for event streams at a time.", Default = "8192", Min = "1", Max = "65535")]
    public int BackendStreams { get; init; }

    [Setting("FRONTEND_BACKEND_CONNECTION_LIFETIME", "After this time a connection is made anew, so that added replicas of the backend get their share.", Default = "15s", Min = "1s", Max = "1h")]
    public TimeSpan BackendConnectionLifetime { get; init; }

    [Setting("FRONTEND_BACKEND_TIMEOUT", "How long to wait for the backend to begin its answer. Streams are not limited once they have begun.", Default = "100s", Min = "1s", Max = "1h")]
    public TimeSpan BackendTimeout { get; init; }

    public IEnumerable<string> Check(string prefix) =>
        PublicOrigins
            .Where(origin => !PublicOrigin.IsOrigin(origin))
            .Select(origin => $"FRONTEND_PUBLIC_ORIGINS must be origins without a path, such as https://todo.example, but has '{origin}'.");
}
