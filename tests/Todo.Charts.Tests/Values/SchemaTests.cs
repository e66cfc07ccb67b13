using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Todo.Charts.Tests.Manifests;
using Todo.Charts.Tests.Renderings;

namespace Todo.Charts.Tests.Values;

/// <summary>What the schemas take and refuse: Fixtures/valid and Fixtures/invalid, each with a comment that names the chart's values file, and the key that is refused.</summary>
public sealed partial class SchemaTests(ChartBench bench)
{
    public static TheoryData<string> Valid() => [.. Names("valid")];

    public static TheoryData<string> Invalid() => [.. Names("invalid")];

    [Theory]
    [MemberData(nameof(Valid))]
    [Trait("rule", "D1")]
    public async Task Takes(string name) => Assert.Null(await RefusalAsync("valid", name));

    [Theory]
    [MemberData(nameof(Invalid))]
    [Trait("rule", "G5")]
    public async Task Refuses_and_names_the_key(string name)
    {
        var refusal = await RefusalAsync("invalid", name);

        Assert.NotNull(refusal);
        Assert.Contains(Comment(name, "refuses"), refusal.Replace('/', '.'), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("todo-backend", "src/Todo.Backend/env.example")]
    [InlineData("todo-frontend", "src/Todo.Frontend/env.example")]
    [Trait("rule", "E4")]
    public void Settings_are_those_of_the_service_without_its_secrets(string chart, string documented)
    {
        var text = Sources.Read(documented);
        var all = SettingLine().Matches(text).Select(match => match.Groups["name"].Value).ToHashSet();
        var secrets = all.Where(name => all.Contains(name + "_FILE"));
        var open = all.Where(name => !name.EndsWith("_FILE", StringComparison.Ordinal)).Except(secrets).Where(name => !OtherPrograms().IsMatch(name));
        var schema = JsonNode.Parse(Sources.Read($"charts/{chart}/values.schema.json"));

        Assert.Equal(open.Order(), schema.Items("properties.settings.propertyNames.enum").Select(name => name.ToString()).Order());
    }

    private static IEnumerable<string> Names(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Sources.Fixtures, folder), "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    private static string Comment(string name, string key) =>
        File.ReadLines(Path.Combine(Sources.Fixtures, "invalid", name + ".yaml")).First(line => line.StartsWith($"# {key}: ", StringComparison.Ordinal))[(key.Length + 4)..];

    private async Task<string?> RefusalAsync(string folder, string name)
    {
        var file = Path.Combine(Sources.Fixtures, folder, name + ".yaml");
        var chart = File.ReadLines(file).First()["# on: ".Length..];
        return await bench.RefusalAsync(Combination.Named(chart) with { Name = $"{folder} {name}", Fixture = file });
    }

    // What the verbs `backup-store` and `restore-store` read, which have a ConfigMap of their own.
    [GeneratedRegex("^BACKEND_BACKUP_", RegexOptions.None, 1000)]
    private static partial Regex OtherPrograms();

    [GeneratedRegex(@"^#?(?<name>[A-Z][A-Z0-9_]+)=", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SettingLine();
}
