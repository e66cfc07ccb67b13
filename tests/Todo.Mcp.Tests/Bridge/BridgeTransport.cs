using ModelContextProtocol.Client;

namespace Todo.Mcp.Tests.Bridge;

/// <summary>How a desktop client is told to start <c>todo mcp</c>; the token's file goes with it.</summary>
internal sealed class BridgeTransport : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("todo-test-");

    public BridgeTransport(Uri endpoint, string token, Action<string>? errors = null)
    {
        var file = Path.Combine(folder.FullName, "token");
        File.WriteAllText(file, token);
        Client = new StdioClientTransport(new StdioClientTransportOptions
        {
            Name = "todo",
            Command = "dotnet",
            Arguments = ["exec", Path.Combine(AppContext.BaseDirectory, "todo.dll"), "mcp", "--url", endpoint.ToString(), "--token-file", file],
            StandardErrorLines = errors,
        });
    }

    public IClientTransport Client { get; }

    public void Dispose() => folder.Delete(recursive: true);
}
