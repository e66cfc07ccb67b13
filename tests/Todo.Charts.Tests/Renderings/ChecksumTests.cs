using Todo.Charts.Tests.Manifests;

namespace Todo.Charts.Tests.Renderings;

/// <summary>Pods restart when their settings change, and only then.</summary>
[Trait("rule", "E6")]
public sealed class ChecksumTests(ChartBench bench)
{
    [Theory]
    [InlineData("todo-backend.settings.BACKEND_LOG_LEVEL=debug", "todo-backend todo-mcp")]
    [InlineData("todo-frontend.settings.FRONTEND_LOG_LEVEL=debug", "todo-frontend")]
    [InlineData("global.host=other.example", "todo-backend todo-frontend todo-mcp")]
    [InlineData("todo-infrastructure.database.settings.work_mem=8MB", "todo-database")]
    [InlineData("global.owner=somebody", "")]
    [InlineData("todo-backend.autoscaling.maxReplicas=5", "")]
    [InlineData("todo-infrastructure.backup.schedule=1 1 * * *", "")]
    [InlineData("todo-backend.settings.BACKEND_LOG_LEVEL=information", "todo-backend todo-mcp")]
    public async Task Change_exactly_with_the_settings(string change, string restarted)
    {
        var helm = (await bench.HelmsAsync())[0];
        var combination = Combination.Named("prod+mcp");
        var before = Checksums(await bench.TextAsync(helm, combination));
        var after = Checksums(await bench.TextAsync(helm, combination, "--set", change));

        Assert.Equal(restarted.Split(' ', StringSplitOptions.RemoveEmptyEntries), before.Keys.Where(name => before[name] != after[name]).Order());
    }

    [Fact]
    public async Task Stay_when_only_the_version_changes()
    {
        var helm = (await bench.HelmsAsync())[0];
        var combination = Combination.Named("prod");
        var before = Checksums(await bench.TextAsync(helm, combination));
        var after = Checksums(await bench.TextAsync(helm, combination, "--set", "global.image.tag=v9.9.9"));

        Assert.Equal(before, after);
    }

    private static SortedDictionary<string, string> Checksums(string text) =>
        new(Yaml.Documents(text).Select(json => new Manifest(json)).Where(manifest => manifest.Pod is { IsService: true } pod && pod.Annotations.ContainsKey("checksum/config"))
            .ToDictionary(manifest => manifest.Name, manifest => manifest.Pod!.Annotations["checksum/config"]), StringComparer.Ordinal);
}
