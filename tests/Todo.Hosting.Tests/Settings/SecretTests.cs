using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Todo.Hosting.Settings;

namespace Todo.Hosting.Tests.Settings;

[Trait("rule", "E2")]
public sealed class SecretTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("secret");
    private readonly ManualTime time = new();

    private string File => Path.Combine(folder.FullName, "key");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_changed_file_is_read_again_within_a_second_and_the_previous_value_is_kept()
    {
        System.IO.File.WriteAllText(File, "one\n");
        var secret = Secret.FromFile(File, time);
        Assert.Equal("one", secret.Current);
        Assert.Null(secret.Previous);
        System.IO.File.WriteAllText(File, "two");
        Assert.Equal("one", secret.Current);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("two", secret.Current);
        Assert.Equal("one", secret.Previous);
    }

    [Fact]
    public void Kubernetes_swap_of_the_data_link_is_seen_even_with_equal_size_and_time()
    {
        Mount("..v1", "one");
        System.IO.File.CreateSymbolicLink(Path.Combine(folder.FullName, "..data"), "..v1");
        System.IO.File.CreateSymbolicLink(File, Path.Combine("..data", "key"));
        var secret = Secret.FromFile(File, time);
        Assert.Equal("one", secret.Current);
        Mount("..v2", "two");
        System.IO.File.CreateSymbolicLink(Path.Combine(folder.FullName, "..data_tmp"), "..v2");
        using (var rename = Process.Start("mv", ["-fT", Path.Combine(folder.FullName, "..data_tmp"), Path.Combine(folder.FullName, "..data")]))
        {
            rename.WaitForExit();
            Assert.Equal(0, rename.ExitCode);
        }

        Directory.Delete(Path.Combine(folder.FullName, "..v1"), recursive: true);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("two", secret.Current);

        void Mount(string version, string value)
        {
            var path = Directory.CreateDirectory(Path.Combine(folder.FullName, version)).FullName;
            System.IO.File.WriteAllText(Path.Combine(path, "key"), value);
            System.IO.File.SetLastWriteTimeUtc(Path.Combine(path, "key"), DateTime.UnixEpoch);
        }
    }

    [Fact]
    public void A_file_that_vanishes_or_is_empty_leaves_the_last_value()
    {
        System.IO.File.WriteAllText(File, "one");
        var secret = Secret.FromFile(File, time);
        System.IO.File.Delete(File);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("one", secret.Current);
        System.IO.File.WriteAllText(File, "");
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("one", secret.Current);
        Assert.Null(secret.Previous);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_service_logs_that_a_secret_changed_or_cannot_be_read_but_never_its_value()
    {
        System.IO.File.WriteAllText(File, "value-one");
        var log = new ListLogger();
        await using var service = await TestService.StartAsync(
            add: builder => builder.Services.AddSingleton<TimeProvider>(time).AddSingleton<ILogger<SecretWatch>>(log),
            variables: ("TEST_GATEWAY_KEY_FILE", File));
        System.IO.File.WriteAllText(File, "value-two");
        await UntilAsync("TEST_GATEWAY_KEY was read again from its changed file");
        System.IO.File.Delete(File);
        await UntilAsync("TEST_GATEWAY_KEY cannot be read again, its last value stays in use");
        Assert.DoesNotContain(log.Lines, line => line.Contains("value-", StringComparison.Ordinal));

        async Task UntilAsync(string start)
        {
            while (!log.Lines.Any(line => line.StartsWith(start, StringComparison.Ordinal)))
            {
                time.Advance(TimeSpan.FromSeconds(5));
                await Task.Delay(5);
            }
        }
    }

    [Fact]
    public void An_empty_file_is_refused_at_the_start()
    {
        System.IO.File.WriteAllText(File, "\n");
        Assert.Throws<FormatException>(() => Secret.FromFile(File));
    }

    private sealed class ListLogger : ILogger<SecretWatch>
    {
        public System.Collections.Concurrent.ConcurrentQueue<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception));
    }

    [Fact]
    [Trait("rule", "E1")]
    public void Formatting_a_secret_never_shows_it() =>
        Assert.DoesNotContain("hush", $"{new Secret("hush")}", StringComparison.Ordinal);
}
