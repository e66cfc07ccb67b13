using Todo.Charts.Tests.Manifests;
using Todo.Charts.Tests.Renderings;
using Todo.Cli.Charts;
using Todo.Cli.Processes;

namespace Todo.Charts.Tests.Charts;

/// <summary>The charts as packages: versions, dependencies, documents.</summary>
public sealed class ChartTests(ChartBench bench)
{
    public static TheoryData<string> Names() => [.. ChartFolder.In(Sources.Charts).Where(chart => !chart.IsLibrary).Select(chart => chart.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("rule", "D6")]
    public async Task Parts_are_pinned_exactly_and_the_lock_file_is_fresh(string name)
    {
        var chart = Yaml.File(Path.Combine(Sources.Charts, name, "Chart.yaml"));
        Assert.All(chart.Items("dependencies"), part => Assert.Matches(@"^\d+\.\d+\.\d+$", part.Text("version")));

        var made = Yaml.File(Path.Combine((await bench.CopyAsync((await bench.HelmsAsync())[0])).PathOf(name), "Chart.lock"));
        var committed = Yaml.File(Path.Combine(Sources.Charts, name, "Chart.lock"));
        Assert.True(committed.Text("digest") == made.Text("digest"), $"charts/{name}/Chart.lock is stale: run 'helm dependency update charts/{name}'.");
    }

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("rule", "D5")]
    [Trait("rule", "C1")]
    public void Versions_are_those_of_the_product(string name)
    {
        var chart = Yaml.File(Path.Combine(Sources.Charts, name, "Chart.yaml"));

        Assert.Equal("v2", chart.Text("apiVersion"));
        Assert.Matches(@"^\d+\.\d+\.\d+$", chart.Text("version"));
        Assert.Contains($"<Version>{chart.Text("appVersion")}</Version>", Sources.Read("Directory.Build.props"), StringComparison.Ordinal);
        Assert.Equal(">=1.28.0-0", chart.Text("kubeVersion"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("rule", "D5")]
    public async Task A_changed_chart_has_a_new_version(string name)
    {
        var tags = await GitAsync("tag", "--list", $"{name}-v*", "--sort=-version:refname");
        Assert.SkipWhen(tags.Count == 0, $"There is no release of {name} yet: no tag {name}-v* in this copy.");
        var changed = await GitAsync("diff", "--name-only", tags[0], "--", $"charts/{name}", "charts/todo-library");
        var version = Yaml.File(Path.Combine(Sources.Charts, name, "Chart.yaml")).Text("version");

        Assert.True(changed.Count == 0 || tags[0] != $"{name}-v{version}", $"charts/{name} has changed since {tags[0]}: raise its version. Changed: {string.Join(", ", changed)}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("rule", "G6")]
    public void Documents_are_fresh_and_say_something_of_every_key(string name)
    {
        var chart = new ChartFolder(Path.Combine(Sources.Charts, name));

        Assert.Empty(ValuesTable.Undocumented(File.ReadAllText(Path.Combine(chart.Path, "values.yaml"))));
        Assert.True(ChartReadme.Text(chart) == Sources.Read($"charts/{name}/README.md"), $"charts/{name}/README.md is stale: run './todo charts readme'.");
    }

    [Fact]
    public void A_table_has_defaults_of_every_form()
    {
        const string Values = "# -- One.\na: 1 # by the way\nb:\n  # -- Two | three,\n  # and more.\n  c: \"x\"\n# -- Four.\nd:\n  e: 5\n  f: {g: 6}\nh: 7\n";

        Assert.Equal("| key | default | what it is for |\n|---|---|---|\n| `a` | `1` | One. |\n| `b.c` | `\"x\"` | Two \\| three, and more. |\n| `d` | `e: 5, f: {g: 6}` | Four. |\n", ValuesTable.Markdown(Values));
        Assert.Equal(["h"], ValuesTable.Undocumented(Values));
    }

    private static async Task<IReadOnlyList<string>> GitAsync(params string[] arguments)
    {
        List<string> lines = [];
        var code = await Child.RunAsync(new ChildStart("git", "git", ["-C", Sources.Root, .. arguments]) { Output = lines.Add }, CancellationToken.None);
        Assert.SkipWhen(code != 0, "This is no git working copy, so there are no releases to compare with.");
        return lines;
    }
}
