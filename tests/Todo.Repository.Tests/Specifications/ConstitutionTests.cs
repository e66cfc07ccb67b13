using System.Text.RegularExpressions;

namespace Todo.Repository.Tests.Specifications;

[Trait("rule", "G3")]
[Trait("rule", "G11")]
public sealed class ConstitutionTests
{
    // Every rule that the system is held to: group and how many it has.
    private static readonly (char Group, int Count)[] Rules = [('A', 20), ('B', 8), ('C', 16), ('D', 8), ('E', 7), ('F', 6), ('G', 11), ('H', 5)];

    private static readonly Constitution Constitution = Constitution.Load();

    [Fact]
    public void Every_rule_stands_in_exactly_one_section()
    {
        var expected = Rules.SelectMany(rule => Enumerable.Range(1, rule.Count).Select(number => $"{rule.Group}{number}")).Order(StringComparer.Ordinal);

        Assert.Equal(expected, Constitution.Sections.SelectMany(section => section.Rules).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Sections_1_to_13_hold_application_and_process_and_14_the_deployment()
    {
        var tops = Constitution.Sections.Where(section => !section.Number.Contains('.', StringComparison.Ordinal)).Select(section => section.Number);
        Assert.Equal(Enumerable.Range(1, 14).Select(number => $"{number}"), tops);

        // Images, Kubernetes, Helm and AI operations are the deployment's; application rules never are.
        Assert.All(
            Constitution.Sections.SelectMany(section => section.Rules.Select(rule => (rule, section.Number))),
            placed => Assert.True(
                placed.rule[0] switch
                {
                    'A' => !IsDeployment(placed.Number),
                    'B' or 'C' or 'D' or 'E' or 'F' or 'H' => IsDeployment(placed.Number),
                    _ => true,
                },
                $"{placed.rule} stands in section {placed.Number}"));
    }

    [Fact]
    public void It_has_a_version_and_dates()
    {
        Assert.NotNull(Constitution.Version);
        Assert.NotNull(Constitution.Ratified);
        Assert.NotNull(Constitution.Amended);
        Assert.True(Constitution.Amended >= Constitution.Ratified);
    }

    [Fact]
    public void The_sync_impact_report_is_of_this_version_and_names_the_templates()
    {
        var report = Regex.Match(Constitution.Text, @"\A<!--\nSync impact report\n.*?-->", RegexOptions.Singleline | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

        Assert.True(report.Success, "The constitution begins with a comment 'Sync impact report'.");
        Assert.Contains($"→ {Constitution.Version} ", report.Value, StringComparison.Ordinal);
        Assert.All(Templates(), template => Assert.Contains(Path.GetFileName(template), report.Value, StringComparison.Ordinal));
    }

    [Fact]
    public void Templates_specifications_and_plans_follow_this_version()
    {
        var files = Templates().Concat(Repository.Files(path =>
            path.StartsWith("specs/", StringComparison.Ordinal) && Path.GetFileName(path) is "spec.md" or "plan.md")).ToList();

        Assert.True(files.Count >= 5);
        Assert.All(files, file => Assert.Contains($"**Constitution**: {Constitution.Version}", Repository.Read(file), StringComparison.Ordinal));
    }

    [Fact]
    public void The_plan_template_checks_every_section_that_has_rules()
    {
        var template = Repository.Read(".specify/templates/plan-template.md");

        Assert.All(
            Constitution.Sections.Where(section => section.Rules.Count > 0),
            section => Assert.Contains($"\n| {section.Number} {section.Title} |", template, StringComparison.Ordinal));
    }

    [Fact]
    public void A_plan_has_its_constitution_check_and_complexity_table() =>
        Assert.All(
            Repository.Files(path => path.StartsWith("specs/", StringComparison.Ordinal) && path.EndsWith("/plan.md", StringComparison.Ordinal)),
            plan =>
            {
                Assert.Contains("\n## Constitution check\n", Repository.Read(plan), StringComparison.Ordinal);
                Assert.Contains("\n## Complexity\n", Repository.Read(plan), StringComparison.Ordinal);
            });

    private static bool IsDeployment(string section) => section == "14" || section.StartsWith("14.", StringComparison.Ordinal);

    private static IReadOnlyList<string> Templates() => Repository.Files(path => path.StartsWith(".specify/templates/", StringComparison.Ordinal));
}
