using System.Text.Json.Nodes;
using Todo.Charts.Tests.Manifests;
using Todo.Charts.Tests.Renderings;

namespace Todo.Charts.Tests.Values;

/// <summary>The umbrella says of its parts what they say themselves, by default and in each environment.</summary>
[Trait("rule", "D1")]
public sealed class DefaultsTests
{
    private static readonly string[] Parts = ["todo-frontend", "todo-backend", "todo-infrastructure"];

    public static TheoryData<string, string> Environments() =>
        [.. from part in Parts from environment in (string[])["", "dev", "staging", "prod"] select (part, environment)];

    [Theory]
    [MemberData(nameof(Environments))]
    public void Are_the_same_in_the_whole_and_in_the_part(string part, string environment)
    {
        var own = Merged(Values(part, ""), Values(part, environment));
        var umbrella = Merged(Values("todo", ""), Values("todo", environment));
        var whole = Merged(Values(part, ""), umbrella[part]!.DeepClone().AsObject());
        whole["global"] = umbrella["global"]!.DeepClone();

        Assert.True(JsonNode.DeepEquals(own, whole), $"charts/todo says otherwise of {part}:\n{whole.ToJsonString()}\nand charts/{part} says:\n{own.ToJsonString()}");
    }

    [Theory]
    [InlineData("todo")]
    [InlineData("todo-frontend")]
    [InlineData("todo-backend")]
    [InlineData("todo-infrastructure")]
    [InlineData("todo-namespaces")]
    [InlineData("todo-system")]
    public void There_are_values_for_each_environment_and_a_schema(string chart) =>
        Assert.All((string[])["values.yaml", "values-dev.yaml", "values-staging.yaml", "values-prod.yaml", "values.schema.json", "README.md"],
            file => Assert.True(File.Exists(Path.Combine(Sources.Charts, chart, file)), $"charts/{chart}/{file} is missing."));

    private static JsonObject Values(string chart, string environment) =>
        Yaml.File(Path.Combine(Sources.Charts, chart, environment.Length == 0 ? "values.yaml" : $"values-{environment}.yaml"));

    // As helm merges: objects key by key, anything else whole.
    private static JsonObject Merged(JsonObject under, JsonObject over)
    {
        var merged = under.DeepClone().AsObject();
        foreach (var (key, value) in over)
        {
            merged[key] = merged[key] is JsonObject below && value is JsonObject above ? Merged(below, above) : value?.DeepClone();
        }

        return merged;
    }
}
