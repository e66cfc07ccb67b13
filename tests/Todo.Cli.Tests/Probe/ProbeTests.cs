using Todo.Cli.Tests.Mcp;

namespace Todo.Cli.Tests.Probe;

/// <summary><c>todo probe</c> as the test pods of the charts run it.</summary>
[Trait("rule", "D8")]
public sealed class ProbeTests
{
    [Fact]
    public async Task What_is_open_is_said_to_be_and_what_is_not_with_its_reason()
    {
        await using var server = await HttpServer.StartAsync();
        var closed = HttpServer.FreePort();

        var (code, lines) = await RunAsync(
            "--for", "2", "--host", "todo.example",
            $"tcp://127.0.0.1:{server.Port}", $"http://127.0.0.1:{server.Port}/ok", $"http://127.0.0.1:{server.Port}/mcp#401",
            $"http://127.0.0.1:{server.Port}/mcp", $"tcp://127.0.0.1:{closed}");

        Assert.Equal(1, code);
        Assert.Equal(
            [
                $"open tcp://127.0.0.1:{server.Port}",
                $"open http://127.0.0.1:{server.Port}/ok",
                $"open http://127.0.0.1:{server.Port}/mcp#401",
                $"closed http://127.0.0.1:{server.Port}/mcp answers 401, not 200",
            ],
            lines[..4]);
        Assert.StartsWith($"closed tcp://127.0.0.1:{closed} ", lines[4], StringComparison.Ordinal);
        Assert.True(lines[4].Length > $"closed tcp://127.0.0.1:{closed} ".Length);
        Assert.Equal(["todo.example"], server.Hosts.Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_edge_is_waited_for()
    {
        var port = HttpServer.FreePort();
        var running = RunAsync("--for", "120", $"http://127.0.0.1:{port}/ok", $"tcp://127.0.0.1:{port}");
        await using var server = await HttpServer.StartAsync(port);

        var (code, lines) = await running;

        Assert.Equal((0, 2), (code, lines.Length));
    }

    [Theory]
    [InlineData("todo-database:5432")]
    [InlineData("tcp://todo-database")]
    [InlineData("ftp://todo-database:5432")]
    [InlineData("http://todo-frontend:8080/#ready")]
    public async Task What_is_no_edge_is_refused(string edge)
    {
        var (code, lines) = await RunAsync(edge);

        Assert.Equal(2, code);
        Assert.Empty(lines);
    }

    private static async Task<(int Code, string[] Lines)> RunAsync(params string[] arguments)
    {
        using var process = BridgeProcess.Start(["probe", .. arguments]);
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
