using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Todo.Cli.Output;
using Todo.Cli.Postgres;
using Todo.Cli.Processes;
using Todo.Cli.Run;
using Todo.Cli.Services;

namespace Todo.Cli.Bench;

/// <summary>The backend and both floors, all on one database.</summary>
internal sealed class BenchServers : IAsyncDisposable
{
    /// <summary>Everything else is on as always: what is measured is the work, not the refusals.</summary>
    public static readonly IReadOnlyDictionary<string, string> RaisedLimits = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["BACKEND_LIMIT_AUTH_PER_MINUTE"] = "1000000",
        ["BACKEND_LIMIT_REQUESTS_PER_SECOND"] = "1000000",
        ["BACKEND_LIMIT_CHAT_PER_MINUTE"] = "1000000",
    };

    private readonly List<Child> children = [];

    private BenchServers()
    {
    }

    public Uri Todo { get; private set; } = null!;

    public Uri EntityFramework { get; private set; } = null!;

    public Uri Npgsql { get; private set; } = null!;

    /// <summary>The most memory the backend has had so far (VmHWM), in MB.</summary>
    public long TodoPeakMegabytes => PeakMegabytes(children[0]);

    /// <summary>The most memory a process has had so far (VmHWM), in MB.</summary>
    public static long PeakMegabytes(Child child) =>
        long.Parse(
            File.ReadLines($"/proc/{child.Id}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2],
            CultureInfo.InvariantCulture) / 1024;

    public static async Task<BenchServers> StartAsync(EmbeddedPostgres postgres, CancellationToken cancellation)
    {
        var floor = await PublishFloorAsync(cancellation);
        var ports = Ports.Free(4);
        var servers = new BenchServers();
        servers.Todo = new Uri($"http://127.0.0.1:{ports[0]}");
        var backend = await Child.StartAsync(Backend(postgres, ports[0], ports[1]));
        servers.children.Add(backend);
        await Readiness.WaitAsync(servers.Todo, backend, cancellation);
        servers.EntityFramework = await servers.StartFloorAsync(floor, "ef", ports[2], postgres, cancellation);
        servers.Npgsql = await servers.StartFloorAsync(floor, "npgsql", ports[3], postgres, cancellation);
        return servers;
    }

    /// <summary>How to start the backend on this database.</summary>
    public static ChildStart Backend(EmbeddedPostgres postgres, int port, int internalPort, Uri? model = null) => Service.Backend.Start([], new Dictionary<string, string>(RaisedLimits, StringComparer.Ordinal)
    {
        ["BACKEND_DATABASE_URL"] = postgres.ConnectionString,
        ["BACKEND_MIGRATE_AT_START"] = "true",
        ["BACKEND_ADDRESS"] = "127.0.0.1",
        ["BACKEND_PORT"] = $"{port}",
        ["BACKEND_INTERNAL_PORT"] = $"{internalPort}",
        ["BACKEND_METRICS_PORT"] = "0",
        ["BACKEND_KEY_ENCRYPTION_KEY"] = DataFolder.NewSecret(),
        ["BACKEND_AI_ENDPOINT"] = model?.ToString() ?? "",
        ["BACKEND_AI_MODEL"] = model is null ? "" : "scripted",
        ["BACKEND_AI_API_KEY"] = model is null ? "" : "scripted",
    }) with
    { Error = Lines.Progress };

    /// <summary>Signs accounts up over HTTP; a line "key token first-task last-task" for each, for wrk.</summary>
    public static async Task<IReadOnlyList<string>> SignUpAsync(Uri todo, int users, int tasks, CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = todo };
        var lines = new List<string>();
        for (var user = 0L; user < users; user++)
        {
            using var signedUp = await http.PostAsJsonAsync(
                "/api/auth/sign-up/email",
                new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = $"User {user}", ["email"] = $"user{user}@bench.example", ["password"] = DataFolder.NewSecret() },
                cancellation);
            signedUp.EnsureSuccessStatusCode();
            var session = (await signedUp.Content.ReadFromJsonAsync<JsonElement>(cancellation)).GetProperty("token").GetString();
            using var ask = new HttpRequestMessage(HttpMethod.Get, "/api/auth/token");
            ask.Headers.Authorization = new("Bearer", session);
            using var answer = await http.SendAsync(ask, cancellation);
            answer.EnsureSuccessStatusCode();
            var token = (await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation)).GetProperty("token").GetString();
            lines.Add($"{user + 1} {token} {user * tasks + 1} {(user + 1) * tasks}");
        }

        return lines;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var child in children)
        {
            await child.DisposeAsync();
        }

        children.Clear();
    }

    private static async Task<string> PublishFloorAsync(CancellationToken cancellation)
    {
        Lines.Progress("Building the floor …");
        var output = Path.Combine(Home.Sources, "artifacts", "publish", "Floor", "bench");
        await Tool.RunAsync(
            "dotnet", ["publish", Path.Combine(Home.Sources, "bench", "Floor"), "-c", "Release", "-r", "linux-x64", "--no-self-contained", "-o", output, "-v", "quiet"], cancellation);
        return Path.Combine(output, "Floor.dll");
    }

    private async Task<Uri> StartFloorAsync(string program, string kind, int port, EmbeddedPostgres postgres, CancellationToken cancellation)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "",
            ["FLOOR_DATABASE"] = postgres.ConnectionString,
            ["FLOOR_PORT"] = $"{port}",
        };
        var child = await Child.StartAsync(new ChildStart($"floor {kind}", "dotnet", ["exec", program, kind]) { Environment = environment, Error = Lines.Progress });
        children.Add(child);
        var address = new Uri($"http://127.0.0.1:{port}");
        await Readiness.WaitAsync(address, child, cancellation);
        return address;
    }
}
