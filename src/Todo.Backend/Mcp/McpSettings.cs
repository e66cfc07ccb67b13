using Todo.Hosting.Settings;

namespace Todo.Backend.Mcp;

/// <summary>The server for MCP clients.</summary>
public sealed class McpSettings : ISettingsRules
{
    [Setting("BACKEND_MCP", "Serve MCP clients at /mcp in the API's own process; false where `backend mcp` does it in one of its own.", Default = "true")]
    public bool IsServed { get; init; } = true;

    [Setting("BACKEND_PUBLIC_ORIGINS", "The origins under which MCP clients reach /mcp, separated by commas, besides localhost; other names and pages of other origins are refused. Requests that come through the web app have been looked at there.", Example = "https://todo.example")]
    public string[] PublicOrigins { get; init; } = [];

    public IEnumerable<string> Check(string prefix) => PublicOrigins
        .Where(origin => !(Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri is { PathAndQuery: "/", Fragment: "", UserInfo: "" }))
        .Select(origin => $"BACKEND_PUBLIC_ORIGINS must be origins without a path, such as https://todo.example, but has '{origin}'.");
}
