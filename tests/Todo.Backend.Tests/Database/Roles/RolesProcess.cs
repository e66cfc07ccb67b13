using System.Collections.Concurrent;
using System.Diagnostics;

namespace Todo.Backend.Tests.Database.Roles;

/// <summary><c>backend roles</c> as a process, with the files that Kubernetes would mount.</summary>
internal sealed class RolesProcess : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("todo-roles-files-").FullName;
    private readonly ConcurrentQueue<string> lines = new();
    private readonly PeerServer server;
    private readonly Process process;

    private RolesProcess(PeerServer server, string owner, string application)
    {
        this.server = server;
        Directory.CreateDirectory(Tls);
        File.WriteAllText(Path.Combine(Tls, "tls.crt"), "first");
        WriteOwner(owner);
        WriteApplication(application);
        process = Process.Start(Info("roles"))!;
        process.ErrorDataReceived += (_, line) => lines.Enqueue(line.Data ?? "");
        process.BeginErrorReadLine();
    }

    /// <summary>The folder of the certificate.</summary>
    public string Tls => Path.Combine(folder, "tls");

    public string Log => string.Join('\n', lines);

    public static RolesProcess Start(PeerServer server, string owner, string application) => new(server, owner, application);

    public static string Url(string user, string password, string database = "todo") =>
        $"postgres://{user}:{password}@todo-database:5432/{database}?sslmode=verify-full&sslrootcert=/run/secrets/todo/database-tls/ca.crt";

    public void WriteOwner(string url) => File.WriteAllText(Path.Combine(folder, "owner"), url);

    public void WriteApplication(string url) => File.WriteAllText(Path.Combine(folder, "application"), url);

    /// <summary>Waits until an event was told this many times, with a text in its line.</summary>
    public Task ToldAsync(string name, string text = "", int times = 1) => PeerServer.UntilAsync(() =>
    {
        Assert.False(process.HasExited, Log);
        return Task.FromResult(lines.Count(line => line.Contains($"\"event\":\"{name}\"", StringComparison.Ordinal) && line.Contains(text, StringComparison.Ordinal)) >= times);
    });

    /// <summary>The exit code of <c>backend roles VERB</c>, beside it.</summary>
    public async Task<int> ProbeAsync(string verb)
    {
        using var probe = Process.Start(Info("roles", verb))!;
        await probe.WaitForExitAsync();
        return probe.ExitCode;
    }

    /// <summary>As Kubernetes stops it; the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    public ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private ProcessStartInfo Info(params string[] verb) => new("dotnet", [Path.Combine(AppContext.BaseDirectory, "Todo.Backend.dll"), .. verb])
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
        RedirectStandardError = verb.Length == 1,
        Environment =
        {
            ["BACKEND_DATABASE_URL_FILE"] = Path.Combine(folder, "application"),
            ["BACKEND_DATABASE_MIGRATION_URL_FILE"] = Path.Combine(folder, "owner"),
            ["BACKEND_ROLES_SOCKET"] = server.Socket,
            ["BACKEND_ROLES_TLS"] = Tls,
            ["BACKEND_ROLES_LOCK_AFTER"] = "1s",
            ["TMPDIR"] = folder,
        },
    };
}
