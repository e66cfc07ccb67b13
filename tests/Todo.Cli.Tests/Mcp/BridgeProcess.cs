using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Todo.Cli.Tests.Mcp;

/// <summary><c>todo mcp</c> as a desktop client starts it: a process with its two ends.</summary>
internal sealed class BridgeProcess : IAsyncDisposable
{
    public const string Token = "todo_pat_of_the_test";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly TempFolder folder = new();
    private readonly Process process;
    private readonly Task<string> errors;

    private BridgeProcess(Uri url)
    {
        File.WriteAllText(TokenFile, Token + "\n");
        process = Start("mcp", "--url", url.ToString(), "--token-file", TokenFile);
        errors = process.StandardError.ReadToEndAsync();
    }

    public string TokenFile => folder.Below("token");

    public int Id => process.Id;

    public Task<string> Errors => errors;

    public static BridgeProcess To(McpEndpoint endpoint) => new(endpoint.Address);

    public static BridgeProcess To(Uri url) => new(url);

    public static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "todo.dll"), .. arguments])
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
