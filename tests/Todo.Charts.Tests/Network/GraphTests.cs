using System.Text.Json.Nodes;
using Todo.Charts.Tests.Manifests;
using Todo.Charts.Tests.Policies;
using Todo.Charts.Tests.Renderings;

namespace Todo.Charts.Tests.Network;

/// <summary>Every pair of pods, at every port that anybody here listens on.</summary>
[Trait("rule", "C5")]
public sealed class GraphTests(ChartBench bench)
{
    // What these combinations' values name; the rest is named nowhere.
    private static readonly Dictionary<string, string[]> Named = new()
    {
        ["prod+watched"] = ["prometheus", "collector", "agent"],
        ["prod+model"] = ["model", "keys", "hooks"],
        ["prod+external"] = ["managed"],
        ["prod+s3"] = ["bucket"],
    };

    public static TheoryData<string> Combinations() => [.. Combination.Products.Concat(Combination.Features).Select(combination => combination.Name)];

    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task Open_is_exactly_what_the_contract_says(string name)
    {
        var graph = new Graph(await ReleaseAsync(name));
        var expected = Contract.Edges([.. graph.Pods.Select(pod => pod.Name)], Named.GetValueOrDefault(name, [])).ToHashSet();
        var open = graph.Edges(Contract.Others).ToHashSet();

        Assert.True(expected.SetEquals(open), $"open but not in the contract:\n{string.Join('\n', open.Except(expected))}\nin the contract but closed:\n{string.Join('\n', expected.Except(open))}");
    }

    [Fact]
    public async Task One_rule_more_is_seen()
    {
        var release = await ReleaseAsync("prod");
        var before = new Graph(release).Edges(Contract.Others).ToHashSet();
        var broken = release.Copy();
        broken.One("NetworkPolicy", "todo-database").Json.At("spec.ingress")!.AsArray().Add(
            new JsonObject { ["from"] = new JsonArray(new JsonObject { ["podSelector"] = new JsonObject() }), ["ports"] = new JsonArray(new JsonObject { ["port"] = 5432 }) });

        Assert.NotEmpty(new Graph(broken).Edges([.. Contract.Others, new Node("intruder", "todo-prod", new Dictionary<string, string> { ["todo.dev/tier"] = "backend", ["app.kubernetes.io/instance"] = "todo" })]).Except(before));
    }

    [Fact]
    public async Task Without_a_policy_all_is_open()
    {
        var release = await ReleaseAsync("prod");

        Assert.Contains("frontend → database TCP/5432", new Graph(release with { Manifests = [.. release.Manifests.Where(manifest => manifest.Kind != "NetworkPolicy")] }).Edges(Contract.Others));
    }

    private async Task<Release> ReleaseAsync(string name) => new(Combination.Named(name), await bench.ManifestsAsync(Combination.Named(name)));
}
