using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Todo.Backend.Tests.Database.Backup.S3;

/// <summary>An S3 server from npm (tests/npm/s3) as a process: checks signatures, keeps objects in a folder, fails when told to.</summary>
internal sealed class S3Server : IDisposable
{
    private const string Access = "TESTSACCESSKEY";
    private const string Secret = "the tests' own secret/key+of=S3";
    private static readonly Lazy<Task<string>> Installed = new(InstallAsync);

    private readonly DirectoryInfo objects = Directory.CreateTempSubdirectory("todo-s3-");
    private Process process = null!;

    public Uri Address { get; private set; } = null!;

    public Dictionary<string, string?> Settings => new(StringComparer.Ordinal)
    {
        ["BACKEND_BACKUP_STORE"] = "s3://backups/of todo/main",
        ["BACKEND_BACKUP_KEY"] = StoreFolder.Key,
        ["BACKEND_BACKUP_S3_ENDPOINT"] = Address.ToString(),
        ["BACKEND_BACKUP_S3_REGION"] = "eu-central-1",
        ["BACKEND_BACKUP_S3_ACCESS_KEY"] = Access,
        ["BACKEND_BACKUP_S3_SECRET_KEY"] = Secret,
    };

    public static async Task<S3Server> StartAsync()
    {
        var server = new S3Server();
        server.process = Start("node", await Installed.Value, "server.js", Access, Secret, "backups", server.objects.FullName);
        var port = await server.process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException(await server.process.StandardError.ReadToEndAsync());
        server.Address = new Uri($"http://127.0.0.1:{int.Parse(port, CultureInfo.InvariantCulture)}");
        return server;
    }

    /// <summary>The next requests with a method fail: by a status, or <c>cut</c> in the middle of the answer.</summary>
    public async Task FailAsync(string method, string kind, int times)
    {
        using var client = new HttpClient { BaseAddress = Address };
        using var told = await client.PostAsync($"/_fail/{method}/{kind}/{times}", content: null);
        told.EnsureSuccessStatusCode();
    }

    /// <summary>Whatever backups are there are of the year 2001 from now on.</summary>
    public void MakeOld()
    {
        foreach (var file in objects.GetFiles("todo-*", SearchOption.AllDirectories))
        {
            file.MoveTo(Path.Combine(file.DirectoryName!, string.Concat("todo-2001", file.Name.AsSpan("todo-yyyy".Length))));
        }
    }

    public void Kill() => process.Kill();

    public void Dispose()
    {
        process.Kill();
        process.Dispose();
        objects.Delete(recursive: true);
    }

    private static Process Start(string program, string folder, params string[] arguments) => Process.Start(
        new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;

    private static async Task<string> InstallAsync()
    {
        var folder = Folder();
        if (!File.Exists(Path.Combine(folder, "node_modules", ".package-lock.json")))
        {
            using var npm = Start("npm", folder, "ci", "--no-audit", "--no-fund");
            var verb = await BackendVerb.EndAsync(npm);
            Assert.True(verb.Exit == 0, verb.Error);
        }

        return folder;
    }

    private static string Folder([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "..", "..", "npm", "s3"));
}
