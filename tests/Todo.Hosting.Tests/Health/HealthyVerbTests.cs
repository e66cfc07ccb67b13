using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Todo.Hosting.Health;

namespace Todo.Hosting.Tests.Health;

/// <summary>The program as its own health check (003-T011).</summary>
public sealed class HealthyVerbTests
{
    [Fact]
    [Trait("rule", "B3")]
    public async Task A_service_that_runs_is_healthy()
    {
        await using var service = await TestService.StartAsync();
        (await service.Public.GetAsync(new Uri("/healthz", UriKind.Relative), TestContext.Current.CancellationToken)).Dispose(); // the first answer is compiled
        var (code, lines) = await RunAsync(("TEST_PORT", $"{service.Public.BaseAddress!.Port}"));
        Assert.Equal((0, ""), (code, lines));
    }

    [Fact]
    [Trait("rule", "B3")]
    public async Task Nobody_at_the_port_is_not_healthy()
    {
        using var once = new TcpListener(IPAddress.Loopback, 0);
        once.Start();
        var port = ((IPEndPoint)once.LocalEndpoint).Port;
        once.Stop();
        var (code, lines) = await RunAsync(("TEST_PORT", $"{port}"));
        Assert.Equal(1, code);
        Assert.StartsWith($"The test at 127.0.0.1:{port} is not healthy: ", lines, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("rule", "B3")]
    public async Task One_that_accepts_and_never_answers_is_not_healthy()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var (code, lines) = await RunAsync(("TEST_PORT", $"{((IPEndPoint)silent.LocalEndpoint).Port}"));
        Assert.Equal(1, code);
        Assert.Contains("no answer within 2 s", lines, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("rule", "B3")]
    public async Task Another_answer_than_200_is_not_healthy()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var asked = RunAsync(("TEST_PORT", $"{((IPEndPoint)other.LocalEndpoint).Port}"));
        using var caller = await other.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await caller.GetStream().WriteAsync("HTTP/1.1 503 Service Unavailable\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        var (code, lines) = await asked;
        Assert.Equal(1, code);
        Assert.Contains("HTTP/1.1 503 Service Unavailable", lines, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_not_known_beforehand_cannot_be_asked()
    {
        var (code, lines) = await RunAsync(("TEST_PORT", "0"));
        Assert.Equal(1, code);
        Assert.StartsWith("TEST_PORT is 0", lines, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Lines)> RunAsync(params (string Name, string Value)[] variables)
    {
        await using var errors = new StringWriter();
        var environment = new ConfigurationBuilder().AddInMemoryCollection(TestService.Variables(variables)).Build();
        var code = await HealthyVerb.RunAsync("test", environment, errors, TestContext.Current.CancellationToken);
        return (code, errors.ToString());
    }
}
