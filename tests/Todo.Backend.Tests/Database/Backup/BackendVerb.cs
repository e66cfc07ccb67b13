using System.Diagnostics;
using Todo.Testing;

namespace Todo.Backend.Tests.Database.Backup;

/// <summary>One of the backend's verbs, run as a process to its end.</summary>
internal sealed record BackendVerb(int Exit, string Output, string Error)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task<BackendVerb> RunAsync(string databaseUrl, IReadOnlyDictionary<string, string?> settings, params string[] words)
    {
        using var process = Start(databaseUrl, settings, words);
        return await EndAsync(process);
    }

    public static Process Start(string databaseUrl, IReadOnlyDictionary<string, string?> settings, params string[] words)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Todo.Backend.dll"), .. words])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["BACKEND_DATABASE_URL"] = databaseUrl;
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    public static async Task<BackendVerb> EndAsync(Process process)
    {
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(patience.Token);
        return new BackendVerb(process.ExitCode, await output, await error);
    }

    public BackendVerb Succeeded()
    {
        Assert.True(Exit == 0, Error);
        return this;
    }

    public void Failed(int exit, string reason)
    {
        Assert.True(Exit == exit, $"{Exit}: {Error}");
        Assert.Contains(reason, Error, StringComparison.Ordinal);
    }
}

/// <summary>A folder as a store, with a key; gone with the test.</summary>
internal sealed class StoreFolder : IDisposable
{
    public const string Key = "a key of the tests' own, of no use to anybody";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("todo-backups-");

    public string Path => folder.FullName;

    public Dictionary<string, string?> Settings => new(StringComparer.Ordinal)
    {
        ["BACKEND_BACKUP_STORE"] = Path,
        ["BACKEND_BACKUP_KEY"] = Key,
    };

    /// <summary>The names in it, in the order of the alphabet.</summary>
    public string[] Names => [.. folder.GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal)];

    public string Below(string name) => System.IO.Path.Combine(Path, name);

    public Task<BackendVerb> RunAsync(TestDatabase database, params string[] words) => BackendVerb.RunAsync(database.ConnectionString, Settings, words);

    public void Dispose() => folder.Delete(recursive: true);
}
