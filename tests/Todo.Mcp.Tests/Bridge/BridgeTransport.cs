using ModelContextProtocol.Client;

namespace Todo.Mcp.Tests.Bridge;

/// <summary>How a desktop client is told to start <c>todo mcp</c>; the token's file goes with it.</summary>
internal sealed class BridgeTransport : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("todo-test-");
    private readonly string[] arguments;

    public BridgeTransport(Uri endpoint, string token, Action<string>? errors = null)
    {
        var file = Path.Combine(folder.FullName, "token");
        File.WriteAllText(file, token);
        arguments = ["exec", Path.Combine(AppContext.BaseDirectory, "todo.dll"), "mcp", "--url", endpoint.ToString(), "--token-file", file];
        Client = new StdioClientTransport(new StdioClientTransportOptions { Name = "todo", Command = "dotnet", Arguments = arguments, StandardErrorLines = errors });
    }

    public IClientTransport Client { get; }

    /// <summary>The same as a program without arguments, for clients that would take ours for their own.</summary>
    public string Program()
    {
        var program = Path.Combine(folder.FullName, "todo-mcp");
        File.WriteAllText(program, $"#!/bin/sh\nexec dotnet {string.Join(' ', arguments.Select(argument => $"'{argument}'"))}\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return program;
    }

    public void Dispose() => folder.Delete(recursive: true);
}
