using Todo.Cli.Processes;
using Todo.Cli.Release;

namespace Todo.Cli.Tests.Release;

/// <summary>A release of a small repository of its own.</summary>
[Trait("rule", "D5")]
[Trait("rule", "B8")]
public sealed class ReleaserTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("todo-release-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Releaser Release => new(folder, TimeProvider.System);

    public async ValueTask InitializeAsync()
    {
        await WriteAsync("Directory.Build.props", "<Project><PropertyGroup><Version>0.1.0</Version></PropertyGroup></Project>\n");
        await WriteAsync("CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n\n- Something.\n\n## [0.0.1] - 2026-01-01\n\n- Before.\n");
        await WriteAsync("charts/todo-library/Chart.yaml", "name: todo-library\nversion: 0.1.0\n");
        await WriteAsync(
            "charts/todo/Chart.yaml",
            "name: todo\nversion: 0.1.0\nappVersion: 0.1.0\ndependencies:\n  - name: todo-library\n    version: 0.1.0\n    repository: file://../todo-library\n  - name: other\n    version: 7.0.0\n    repository: https://example.org\n");
        await GitAsync("init", "--quiet", "--initial-branch=main");
        await GitAsync("config", "user.name", "Test");
        await GitAsync("config", "user.email", "test@example.org");
        await GitAsync("config", "commit.gpgsign", "false");
        await CommitAsync();
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Versions_changelog_and_tags_agree()
    {
        var tags = await Release.CheckAsync("1.2.3", Cancellation);
        Assert.Equal(
            ["v1.2.3", "todo-v1.2.3", "todo-backend-v1.2.3", "todo-cli-v1.2.3", "todo-frontend-v1.2.3", "todo-library-v1.2.3", "todo-mcp-v1.2.3"],
            tags);
        await Release.ReleaseAsync("1.2.3", Cancellation);

        Assert.Equal("", await GitAsync("status", "--porcelain"));
        Assert.Equal(tags.Order(StringComparer.Ordinal), (await GitAsync("tag", "--points-at", "HEAD")).Split('\n').Order(StringComparer.Ordinal));
        Assert.Contains("<Version>1.2.3</Version>", await ReadAsync("Directory.Build.props"), StringComparison.Ordinal);
        Assert.Equal("name: todo-library\nversion: 1.2.3\n", await ReadAsync("charts/todo-library/Chart.yaml"));
        Assert.Equal(
            "name: todo\nversion: 1.2.3\nappVersion: 1.2.3\ndependencies:\n  - name: todo-library\n    version: 1.2.3\n    repository: file://../todo-library\n  - name: other\n    version: 7.0.0\n    repository: https://example.org\n",
            await ReadAsync("charts/todo/Chart.yaml"));
        Assert.Matches(@"^# Changelog\n\n## \[Unreleased\]\n\n## \[1\.2\.3\] - \d{4}-\d\d-\d\d\n\n- Something\.\n\n## \[0\.0\.1\]", await ReadAsync("CHANGELOG.md"));
    }

    [Theory]
    [InlineData("v1.2.3")]
    [InlineData("1.2")]
    [InlineData("1.02.3")]
    [InlineData("1.2.3 ")]
    public async Task What_is_no_version_is_refused(string version) => await RefusedAsync(version, "is no version");

    [Fact]
    public async Task Changes_in_no_commit_are_refused()
    {
        await WriteAsync("new.txt", "x");
        await RefusedAsync("1.2.3", "in no commit");
    }

    [Fact]
    public async Task Another_branch_is_refused()
    {
        await GitAsync("switch", "--quiet", "--create", "other");
        await RefusedAsync("1.2.3", "Releases are made from main");
    }

    [Theory]
    [InlineData("v1.2.3")]
    [InlineData("todo-backend-v1.2.3")]
    public async Task A_version_that_has_a_tag_is_refused(string tag)
    {
        await GitAsync("tag", tag);
        await RefusedAsync("1.2.3", $"The tag {tag} is there already");
    }

    [Fact]
    public async Task A_release_after_a_release_needs_changes()
    {
        await Release.ReleaseAsync("1.2.3", Cancellation);
        await RefusedAsync("1.2.4", "nothing under [Unreleased]");
    }

    private async Task RefusedAsync(string version, string reason)
    {
        var head = await GitAsync("rev-parse", "HEAD");
        var refusal = await Assert.ThrowsAsync<UserException>(() => Release.CheckAsync(version, Cancellation));
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(head, await GitAsync("rev-parse", "HEAD"));
    }

    private async Task WriteAsync(string path, string text)
    {
        var full = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        await File.WriteAllTextAsync(full, text, CancellationToken.None);
    }

    private Task<string> ReadAsync(string path) => File.ReadAllTextAsync(Path.Combine(folder, path), Cancellation);

    private async Task CommitAsync()
    {
        await GitAsync("add", "--all");
        await GitAsync("commit", "--quiet", "--message", "First");
    }

    private Task<string> GitAsync(params string[] arguments) => Tool.RunAsync("git", ["-C", folder, .. arguments], Cancellation);
}
