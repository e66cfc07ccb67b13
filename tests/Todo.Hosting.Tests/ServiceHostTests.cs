using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Todo.Hosting.Health;
using Todo.Hosting.Network;

namespace Todo.Hosting.Tests;

/// <summary>What stops a start: its exit code and its lines.</summary>
public sealed class ServiceHostTests
{
    [Fact]
    [Trait("rule", "E5")]
    public async Task Wrong_settings_are_all_reported_with_exit_code_2()
    {
        var (code, lines) = await RunAsync([("TEST_LOG_LEVEL", "loud"), ("TEST_PROT", "1"), ("TEST_TRACE_RATIO", "2")]);
        Assert.Equal(2, code);
        Assert.Equal(
            [
                "TEST_LOG_LEVEL must be one of: trace, debug, information, warning, error, critical, none, but is 'loud'.",
                "TEST_TRACE_RATIO must be 1 or less, but is '2'.",
                "TEST_PROT is not a setting: did you mean TEST_PORT?",
            ],
            lines);
    }

    [Fact]
    [Trait("rule", "E5")]
    public async Task An_exception_that_wrong_settings_led_to_is_reported_as_them()
    {
        var (code, lines) = await RunAsync([("TEST_PORT", "x")], add: _ => throw new InvalidOperationException("a consequence"));
        Assert.Equal(2, code);
        Assert.StartsWith("TEST_PORT must be", Assert.Single(lines), StringComparison.Ordinal);
    }

    [Theory]
    [Trait("rule", "E5")]
    [InlineData("127.0.0.1")]
    [InlineData("*")]
    public async Task A_port_in_use_is_named_by_its_setting_with_exit_code_2(string address)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var (code, lines) = await RunAsync([("TEST_ADDRESS", address), ("TEST_METRICS_PORT", $"{port}")]);
        Assert.Equal(2, code);
        Assert.Equal($"TEST_METRICS_PORT: port {port} is in use: stop what uses it or choose another port.", Assert.Single(lines));
        (code, lines) = await RunAsync([("TEST_ADDRESS", address)], configure: options => options.Listeners.Add(new Listener("internal", "TEST_INTERNAL_PORT", port)));
        Assert.Equal(2, code);
        Assert.StartsWith("TEST_INTERNAL_PORT: ", Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("rule", "E5")]
    public async Task An_address_of_another_machine_is_named_with_exit_code_2()
    {
        var (code, lines) = await RunAsync([("TEST_ADDRESS", "192.0.2.1")]);
        Assert.Equal(2, code);
        Assert.Equal("TEST_ADDRESS: this machine has no address '192.0.2.1': choose one of its own, or *.", Assert.Single(lines));
    }

    [Fact]
    [Trait("rule", "C2")]
    public async Task A_dependency_that_stays_away_fails_the_start_with_its_name_and_exit_code_1()
    {
        var time = new ManualTime();
        var dependency = new Dependency { Problem = "nobody answers at db:5432" };
        var run = RunAsync([], add: builder => builder.Services.AddSingleton<TimeProvider>(time).AddSingleton<IStartupDependency>(dependency));
        while (!run.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        var (code, lines) = await run;
        Assert.Equal(1, code);
        Assert.Equal("database: nobody answers at db:5432", Assert.Single(lines));
        Assert.InRange(time.GetTimestamp(), TimeSpan.FromSeconds(45).Ticks, long.MaxValue);
    }

    [Fact]
    [Trait("rule", "C2")]
    public async Task A_dependency_that_says_waiting_is_no_use_fails_the_start_at_once()
    {
        var dependency = new Dependency { Failure = new StartupException("the schema is from another product") };
        var (code, lines) = await RunAsync([], add: builder => builder.Services.AddSingleton<IStartupDependency>(dependency));
        Assert.Equal(1, code);
        Assert.Equal("database: the schema is from another product", Assert.Single(lines));
    }

    [Fact]
    public async Task A_worker_that_fails_stops_the_service_with_exit_code_1()
    {
        var (code, _) = await RunAsync([], add: builder => builder.Services.AddHostedService<Broken>());
        Assert.Equal(1, code);
    }

    [Fact]
    public async Task A_signal_ends_it_with_exit_code_0()
    {
        WebApplication? app = null;
        var run = RunAsync([], built: built => app = built);
        await app!.Services.GetRequiredService<ServiceHealth>().Started;
        await ((DrainLifetime)app.Services.GetRequiredService<IHostLifetime>()).StopAsync();
        Assert.Equal((0, 0), ((await run).Code, (await run).Lines.Length));
    }

    [Fact]
    public async Task Arguments_are_refused() => Assert.Equal(2, await ServiceHost.RunAsync("test", ["--port=1"], _ => throw new InvalidOperationException()));

    private static async Task<(int Code, string[] Lines)> RunAsync(
        (string Name, string Value)[] variables,
        Action<WebApplicationBuilder>? add = null,
        Action<ServiceOptions>? configure = null,
        Action<WebApplication>? built = null)
    {
        await using var errors = new StringWriter();
        var all = TestService.Variables(variables);
        var code = await ServiceHost.RunAsync(
            ServiceHost.CreateBuilder(all),
            builder =>
            {
                builder.AddServiceDefaults("test", configure);
                add?.Invoke(builder);
                var app = builder.Build();
                app.UseServiceDefaults();
                built?.Invoke(app);
                return app;
            },
            checkOnly: false,
            errors);
        return (code, errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private sealed class Dependency : IStartupDependency
    {
        public string? Problem { get; set; }

        public Exception? Failure { get; set; }

        public string Name => "database";

        public Task<string?> CheckAsync(CancellationToken cancellationToken) => Failure is null ? Task.FromResult(Problem) : throw Failure;
    }

    private sealed class Broken : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => throw new InvalidOperationException("broken");
    }
}
