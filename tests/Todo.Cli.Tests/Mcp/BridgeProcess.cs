using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Todo.Cli.Tests.Mcp;

/// <summary><c>todo mcp</c> as a desktop client starts it: a process with its two ends.</summary>
internal sealed class BridgeProcess : IAsyncDisposable
{
    public const string Token = "todo_pat_of_the_test";
    // Long enough for a build of everything, should the sources have changed.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly TempFolder folder = new();
    private readonly Process process;
    private readonly Task<string> errors;

    private BridgeProcess(Uri url, Func<string[], Process> start)
    {
        File.WriteAllText(TokenFile, Token + "\n");
        process = start(["mcp", "--url", url.ToString(), "--token-file", TokenFile]);
        errors = process.StandardError.ReadToEndAsync();
    }

    public string TokenFile => folder.Below("token");

    public int Id => process.Id;

    public Task<string> Errors => errors;

    public static BridgeProcess To(McpEndpoint endpoint) => new(endpoint.Address, Start);

    /// <summary>By <c>./todo</c>, which builds first where it must.</summary>
    public static BridgeProcess ByScript(McpEndpoint endpoint) =>
        new(endpoint.Address, arguments => Start(Path.Combine(Run.TodoProcess.Sources(), "todo"), arguments));

    public static Process Start(params string[] arguments) => Start("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "todo.dll"), .. arguments]);

    private static Process Start(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        return Process.Start(start)!;
    }

    public async Task SendAsync(string line)
    {
        await process.StandardInput.WriteAsync(line + "\n");
        await process.StandardInput.FlushAsync();
    }

    public async Task<JsonElement> ReadAsync() => JsonElement.Parse(await ReadLineAsync() ?? throw new InvalidOperationException("It has ended."));

    public Task<string?> ReadLineAsync() => process.StandardOutput.ReadLineAsync().WaitAsync(Patience);

    /// <summary>What it answers to one request.</summary>
    public async Task<JsonElement> AskAsync(string line)
    {
        await SendAsync(line);
        return await ReadAsync();
    }

    /// <summary>Ends its input; gives what it still says, once it has ended by itself.</summary>
    public async Task<string[]> EndAsync()
    {
        process.StandardInput.Close();
        var rest = await process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await process.WaitForExitAsync().WaitAsync(Patience);
        Assert.Equal(0, process.ExitCode);
        return rest.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
        folder.Dispose();
    }
}
