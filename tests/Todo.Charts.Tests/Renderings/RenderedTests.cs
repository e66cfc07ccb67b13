using Todo.Cli.Charts;

namespace Todo.Charts.Tests.Renderings;

/// <summary>What is committed in rendered/, against the charts, by every helm and for the oldest and the newest Kubernetes.</summary>
public sealed class RenderedTests(ChartBench bench)
{
    public static TheoryData<string, string> Files() =>
        [.. from rendering in Rendering.Committed from version in (string[])["1.28", "1.35"] select (rendering.File, version)];

    public static TheoryData<string> Combinations() => [.. Combination.All.Select(combination => combination.Name)];

    [Theory]
    [MemberData(nameof(Files))]
    [Trait("rule", "D2")]
    [Trait("rule", "D3")]
    [Trait("rule", "C1")]
    public async Task Are_what_the_charts_give_now(string file, string kubernetes)
    {
        var rendering = Rendering.Committed.Single(rendering => rendering.File == file);
        foreach (var helm in await bench.HelmsAsync())
        {
            var text = Rendering.Text(await (await bench.CopyAsync(helm)).RenderAsync(rendering, ["--kube-version", kubernetes], CancellationToken.None));

            Assert.True(Sources.Read($"rendered/{file}") == text, $"rendered/{file} is not what {helm} gives for Kubernetes {kubernetes}: run './todo charts render', look at the difference and commit it.");
        }
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    [Trait("rule", "D3")]
    public async Task Each_combination_is_the_same_by_every_helm(string name)
    {
        var texts = new HashSet<string>();
        foreach (var helm in await bench.HelmsAsync())
        {
            texts.Add(Rendering.Text(await bench.TextAsync(helm, Combination.Named(name))));
        }

        Assert.Single(texts);
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    [Trait("rule", "G11")]
    public async Task Each_object_names_a_task_that_exists(string name)
    {
        var known = Directory.EnumerateFiles(Path.Combine(Sources.Root, "specs"), "tasks.md", SearchOption.AllDirectories).SelectMany(File.ReadLines)
            .Select(line => line.Split(' ')).Where(words => words.Length > 3 && words[0] == "-").SelectMany(words => words[2..4]).ToHashSet();

        Assert.All(await bench.ManifestsAsync(Combination.Named(name)), manifest => Assert.Contains(manifest.Annotations.GetValueOrDefault("todo.dev/task", $"none at {manifest}"), known));
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    [Trait("rule", "E1")]
    [Trait("rule", "C9")]
    public async Task None_has_a_Secret_and_only_their_own_chart_has_namespaces(string name)
    {
        var manifests = await bench.ManifestsAsync(Combination.Named(name));

        Assert.NotEmpty(manifests);
        Assert.DoesNotContain(manifests, manifest => manifest.Kind == "Secret");
        Assert.True(name.StartsWith("namespaces", StringComparison.Ordinal) || !manifests.Any(manifest => manifest.Kind == "Namespace"));
        Assert.Distinct(manifests.Select(manifest => $"{manifest} in {manifest.Namespace}"));
    }

    [Fact]
    [Trait("rule", "D6")]
    public async Task The_packed_whole_renders_alone()
    {
        var folder = Directory.CreateTempSubdirectory("todo-packed-");
        try
        {
            foreach (var helm in await bench.HelmsAsync())
            {
                var copy = await bench.CopyAsync(helm);
                var archive = (await ChartArchive.PackAsync(helm, copy, folder.FullName, CancellationToken.None)).Single(archive => archive.Chart == "todo");

                Assert.Equal(Sources.Read("rendered/prod.yaml"), Rendering.Text(await archive.RenderAsync(helm, Rendering.Of("prod"), CancellationToken.None)));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
