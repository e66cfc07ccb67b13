using System.Net;
using System.Net.Sockets;
using Npgsql;
using Todo.Testing;

namespace Todo.Images.Tests;

/// <summary>Each image alone: what it says without settings, and that it serves with them, as a stranger on a read-only file system.</summary>
public sealed class StartTests(BuiltImages images)
{
    private static readonly Dictionary<string, string?> Nothing = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("backend", "BACKEND_DATABASE_URL")]
    [InlineData("mcp", "BACKEND_DATABASE_URL")]
    [InlineData("frontend", "FRONTEND_BACKEND_URL")]
    [Trait("rule", "B6")]
    [Trait("rule", "E5")]
    public async Task Without_its_settings_it_ends_and_names_them(string target, string setting)
    {
        var image = await images.OfAsync(target);
        RunningImage.Require();
        await using var run = RunningImage.Start(image, [], Nothing);
        Assert.Equal(2, await run.EndAsync(stop: false, Cancellation));
        Assert.Contains($"{setting} is missing", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("rule", "B7")]
    public async Task The_command_line_runs_without_sources()
    {
        var image = await images.OfAsync("cli");
        RunningImage.Require();
        await using var run = RunningImage.Start(image, ["health", "http://127.0.0.1:1"], Nothing);
        Assert.Equal(1, await run.EndAsync(stop: false, Cancellation));
        Assert.Contains("/readyz", run.Output, StringComparison.Ordinal);
        await using var version = RunningImage.Start(image, ["--version"], Nothing);
        Assert.Equal(0, await version.EndAsync(stop: false, Cancellation));
        Assert.StartsWith("0.", version.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("backend")]
    [InlineData("mcp")]
    [Trait("rule", "B3")]
    [Trait("rule", "B6")]
    [Trait("rule", "C6")]
    public async Task With_a_database_it_serves_and_knows_that_it_is_healthy(string target)
    {
        var image = await images.OfAsync(target);
        RunningImage.Require();
        await using var database = await TestDatabase.CreateAsync();
        var settings = Backend(database, Port(), Port());
        await HealthyAsync(image, settings, new Uri($"http://127.0.0.1:{settings["BACKEND_PORT"]}"), Socket(database));
    }

    [Fact]
    [Trait("rule", "B3")]
    [Trait("rule", "B6")]
    [Trait("rule", "C6")]
    public async Task The_web_app_serves_with_the_backend_of_the_other_image()
    {
        var backend = await images.OfAsync("backend");
        var frontend = await images.OfAsync("frontend");
        RunningImage.Require();
        await using var database = await TestDatabase.CreateAsync();
        var settings = Backend(database, Port(), Port());
        await using var run = RunningImage.Start(backend, [], settings, Socket(database));
        var port = Port();
        await HealthyAsync(
            frontend,
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["FRONTEND_ADDRESS"] = "127.0.0.1",
                ["FRONTEND_PORT"] = $"{port}",
                ["FRONTEND_METRICS_PORT"] = "0",
                ["FRONTEND_BACKEND_URL"] = $"http://127.0.0.1:{settings["BACKEND_PORT"]}",
                ["FRONTEND_BACKEND_INTERNAL_URL"] = $"http://127.0.0.1:{settings["BACKEND_INTERNAL_PORT"]}",
                ["FRONTEND_GATEWAY_KEY"] = TestBackend.GatewayKey,
                ["FRONTEND_DATA_PROTECTION_KEY"] = "the tests' own key, of no use to anybody",
            },
            new Uri($"http://127.0.0.1:{port}"),
            "");
        Assert.Equal(0, await run.EndAsync(stop: true, Cancellation));
    }

    // Starts, gets ready, is healthy by its own word, stops when told, and is healthy no more.
    private static async Task HealthyAsync(ImageContent image, Dictionary<string, string?> settings, Uri address, string socket)
    {
        await using var run = RunningImage.Start(image, [], settings, socket);
        await ReadyAsync(run, address);
        Assert.Equal(0, await HealthCheckAsync(image, settings, socket));
        Assert.Equal(0, await run.EndAsync(stop: true, Cancellation));
        Assert.Equal(1, await HealthCheckAsync(image, settings, socket));
    }

    // As an engine runs it: the words after CMD, the entry point left out.
    private static async Task<int> HealthCheckAsync(ImageContent image, Dictionary<string, string?> settings, string socket)
    {
        var entry = image.Config["Entrypoint"]!.AsArray().Count;
        var words = image.Config["Healthcheck"]!["Test"]!.AsArray().Select(word => (string)word!).Skip(1).ToArray();
        Assert.Equal(image.Config["Entrypoint"]!.AsArray().Select(word => (string)word!), words[..entry]);
        await using var check = RunningImage.Start(image, words[entry..], settings, socket);
        return await check.EndAsync(stop: false, Cancellation);
    }

    private static async Task ReadyAsync(RunningImage run, Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        while (true)
        {
            Assert.False(run.HasEnded, run.Output);
            try
            {
                using var answer = await http.GetAsync(new Uri("/readyz", UriKind.Relative), Cancellation);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(100, Cancellation);
        }
    }

    private static Dictionary<string, string?> Backend(TestDatabase database, int port, int internalPort) => new(TestBackend.Variables(database), StringComparer.Ordinal)
    {
        ["BACKEND_PORT"] = $"{port}",
        ["BACKEND_INTERNAL_PORT"] = $"{internalPort}",
    };

    private static string Socket(TestDatabase database) => new NpgsqlConnectionStringBuilder(database.ConnectionString).Host is ['/', ..] folder ? folder : "";

    private static int Port()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
