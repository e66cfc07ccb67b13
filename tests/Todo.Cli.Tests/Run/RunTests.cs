using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Todo.Cli.Tests.Run;

public sealed class RunTests
{
    private const string Email = "ann@example.org";

    [Fact]
    [Trait("rule", "A8")]
    [Trait("rule", "A12")]
    public async Task What_was_written_outlives_a_stop_by_SIGINT_to_the_script_alone_and_leaves_no_process()
    {
        using var temp = new TempFolder();
        await using (var first = TodoProcess.Run(temp.Below("data")))
        {
            using var ann = new Visitor(await first.ReadyAsync());
            await ann.SignUpAsync(Email);
            await ann.AddAsync("Buy milk");
            var children = first.Children;
            Assert.Equal(3, children.Count);

            TodoProcess.Signal(first.Id, "INT");
            Assert.Equal(0, await first.ExitedAsync());
            Assert.DoesNotContain(children, TodoProcess.IsAlive);
        }

        await using var second = TodoProcess.Run(temp.Below("data"));
        using var again = new Visitor(await second.ReadyAsync());
        await again.SignInAsync(Email);
        Assert.Equal(["Buy milk"], await again.TitlesAsync());
    }

    [Fact]
    [Trait("rule", "A12")]
    public async Task What_was_written_outlives_a_kill_of_everything()
    {
        using var temp = new TempFolder();
        await using (var first = TodoProcess.Run(temp.Below("data")))
        {
            using var ann = new Visitor(await first.ReadyAsync());
            await ann.SignUpAsync(Email);
            await ann.AddAsync("Buy milk");
            int[] all = [.. first.Children, first.Id];
            TodoProcess.Signal(all, "KILL");
            await TodoProcess.GoneAsync(all);
        }

        await using var second = TodoProcess.Run(temp.Below("data"));
        using var again = new Visitor(await second.ReadyAsync());
        await again.SignInAsync(Email);
        Assert.Equal(["Buy milk"], await again.TitlesAsync());
    }

    [Fact]
    public async Task A_kill_of_the_command_line_alone_ends_its_services_and_its_database()
    {
        using var temp = new TempFolder();
        await using var run = TodoProcess.Run(temp.Below("data"));
        await run.ReadyAsync();
        var children = run.Children;
        TodoProcess.Signal(run.Id, "KILL");
        await TodoProcess.GoneAsync(children);
        Assert.Equal(3, children.Count);
    }

    [Fact]
    public async Task A_service_that_dies_ends_the_run_with_its_name()
    {
        using var temp = new TempFolder();
        await using var run = TodoProcess.Run(temp.Below("data"));
        await run.ReadyAsync();
        var children = run.Children;
        TodoProcess.Signal(children.Single(pid => File.ReadAllText($"/proc/{pid}/cmdline").Contains("Todo.Backend", StringComparison.Ordinal)), "KILL");
        Assert.Equal(1, await run.ExitedAsync());
        Assert.Contains(run.Errors, line => line.StartsWith("The backend has ended by itself", StringComparison.Ordinal));
        Assert.DoesNotContain(children, TodoProcess.IsAlive);
    }

    [Fact]
    [Trait("rule", "F1")]
    public async Task Two_runs_side_by_side_on_their_own_folders_log_one_JSON_object_a_line_and_a_third_on_a_folder_in_use_is_refused()
    {
        using var temp = new TempFolder();
        await using var first = TodoProcess.Run(temp.Below("first"));
        var address = await first.ReadyAsync();
        await using var second = TodoProcess.Run(temp.Below("second"));
        Assert.NotEqual(address, await second.ReadyAsync());

        await using var third = await TodoProcess.ToEndAsync(null, "run", "--port", "0", "--data", temp.Below("first"));
        Assert.Equal(2, await third.ExitedAsync());
        Assert.Contains($"is used by another run (pid {first.Id})", Assert.Single(third.Errors), StringComparison.Ordinal);

        TodoProcess.Signal(first.Id, "TERM");
        Assert.Equal(0, await first.ExitedAsync());
        Assert.All(first.Output, line =>
        {
            using var json = JsonDocument.Parse(line);
            Assert.Equal(JsonValueKind.String, json.RootElement.GetProperty("message").ValueKind);
        });
    }

    [Fact]
    [Trait("rule", "E5")]
    public async Task A_port_in_use_is_one_line_and_nothing_is_started()
    {
        using var temp = new TempFolder();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using var run = await TodoProcess.ToEndAsync(null, "run", "--port", $"{port}", "--data", temp.Below("data"));
        Assert.Equal(2, await run.ExitedAsync());
        Assert.Equal($"Port {port} is in use. Stop what uses it, or choose another with --port.", Assert.Single(run.Errors));
        Assert.False(Directory.Exists(temp.Below("data")));
    }

    [Theory]
    [Trait("rule", "E5")]
    [InlineData("BACKEND_DATABASE_MAX_CONNECTIONS", "many")]
    [InlineData("FRONTEND_LOG_LEVEL", "loud")]
    [InlineData("BACKEND_DATABASE_MAXIMUM", "3")]
    public async Task A_wrong_setting_is_one_line_that_names_it_and_nothing_is_started(string name, string value)
    {
        using var temp = new TempFolder();
        await using var run = await TodoProcess.ToEndAsync(
            new Dictionary<string, string?>(StringComparer.Ordinal) { [name] = value }, "run", "--port", "0", "--data", temp.Below("data"));
        Assert.Equal(2, await run.ExitedAsync());
        Assert.Contains(name, Assert.Single(run.Errors), StringComparison.Ordinal);
        Assert.False(Directory.Exists(temp.Below("data", "postgres")));
    }

    [Fact]
    public async Task Without_the_SDK_the_script_says_where_to_get_it()
    {
        using var temp = new TempFolder();
        foreach (var tool in (string[])["bash", "dirname", "readlink", "uname"])
        {
            File.CreateSymbolicLink(temp.Below(tool), $"/usr/bin/{tool}");
        }

        var start = new ProcessStartInfo("/usr/bin/env", ["-i", $"PATH={temp.Path}", "/usr/bin/bash", Path.Combine(TodoProcess.Sources(), "todo"), "run"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        using var script = Process.Start(start)!;
        var said = await script.StandardError.ReadToEndAsync();
        await script.WaitForExitAsync();
        Assert.Equal(2, script.ExitCode);
        Assert.Equal("Todo needs the .NET SDK 10.0: install it from https://dotnet.microsoft.com/download/dotnet/10.0 and run ./todo again.\n", said);
    }
}
