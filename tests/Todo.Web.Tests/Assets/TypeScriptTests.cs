using System.Diagnostics;

namespace Todo.Web.Tests.Assets;

/// <summary>The scripts that are checked in are what the sources compile to, strictly and without a complaint of the linter.</summary>
[Trait("rule", "A18")]
public sealed class TypeScriptTests
{
    private static readonly string Root = FindRoot();

    private static string Npm => Path.Combine(Root, "tests/npm");

    private static string Sources => Path.Combine(Root, "src/Todo.Frontend/assets");

    [Fact]
    public async Task Compiling_gives_the_scripts_that_are_checked_in()
    {
        await InstallAsync();
        var output = Directory.CreateTempSubdirectory("todo-assets-");
        try
        {
            await RunAsync(Path.Combine(Npm, "node_modules/.bin/tsc"), "--project", Sources, "--outDir", output.FullName);
            foreach (var source in Directory.GetFiles(Sources, "*.ts"))
            {
                var name = Path.GetFileNameWithoutExtension(source) + ".js";
                Assert.Equal(
                    await File.ReadAllTextAsync(Path.Combine(output.FullName, name)),
                    await File.ReadAllTextAsync(Path.Combine(Root, "src/Todo.Frontend/wwwroot", name)));
            }
        }
        finally
        {
            output.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_linter_finds_nothing()
    {
        await InstallAsync();
        await RunAsync(Path.Combine(Npm, "node_modules/.bin/eslint"), "--config", Path.Combine(Npm, "eslint.config.js"), "--max-warnings", "0", Sources);
    }

    // The lock file's versions, once a machine; every test process takes its turn.
    private static async Task InstallAsync()
    {
        await using var turn = await LockAsync();
        var installed = Path.Combine(Npm, "node_modules/.package-lock.json");
        if (!File.Exists(installed) || File.GetLastWriteTimeUtc(installed) < File.GetLastWriteTimeUtc(Path.Combine(Npm, "package-lock.json")))
        {
            await RunAsync("npm", "ci", "--no-audit", "--no-fund", "--prefix", Npm);
        }
    }

    private static async Task<FileStream> LockAsync()
    {
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(Path.GetTempPath(), "todo-tests-npm.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(100);
            }
        }
    }

    private static async Task RunAsync(string file, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(file, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Root })
            ?? throw new InvalidOperationException($"{file} did not start.");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{Path.GetFileName(file)} {string.Join(' ', arguments)}:\n{await output}{await errors}");
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Todo.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests must run within the repository.");
    }
}
