using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Todo.Backend.Tests.Accounts;

/// <summary>The scripts of tests/npm/better-auth under Node, with the package installed once from its lock file.</summary>
internal static class BetterAuthPackage
{
    private static readonly Lazy<Task<string>> Installed = new(InstallAsync);

    /// <summary>Starts a script; the caller reads and ends it.</summary>
    public static async Task<Process> StartAsync(string script, params string[] arguments) => Start("node", await Installed.Value, [script, .. arguments]);

    /// <summary>Runs a script to its end and gives its lines; fails with what it wrote when it fails.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(string script, params string[] arguments)
    {
        using var process = await StartAsync(script, arguments);
        return await EndAsync(process, script);
    }

    private static async Task<IReadOnlyList<string>> EndAsync(Process process, string name)
    {
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        Assert.True(process.ExitCode == 0, $"{name} ended with {process.ExitCode}:\n{await output}\n{await error}");
        return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static Process Start(string program, string folder, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException($"{program} can't be started: install Node.js 20 or newer with npm (Debian: apt-get install nodejs npm).", e);
        }
    }

    private static async Task<string> InstallAsync()
    {
        var folder = Folder();
        if (!File.Exists(Path.Combine(folder, "node_modules", ".package-lock.json")))
        {
            using var npm = Start("npm", folder, ["ci", "--no-audit", "--no-fund"]);
            await EndAsync(npm, "npm ci");
        }

        return folder;
    }

    private static string Folder([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "npm", "better-auth"));
}
