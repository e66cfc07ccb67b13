using Todo.Charts.Tests.Renderings;

namespace Todo.Charts.Tests.Policies;

/// <summary>Every rendered object of every combination, against each of the 54 policies.</summary>
[Trait("rule", "G2")]
public sealed class PolicyTests(ChartBench bench)
{
    public static IEnumerable<TheoryDataRow<int>> Policies() =>
        Policy.All.Select(policy =>
        {
            var row = new TheoryDataRow<int>(policy.Number) { TestDisplayName = policy.ToString() };
            row.Traits["rule"] = [.. policy.Rules.Split(' ')];
            return row;
        });

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task Holds(int number)
    {
        var policy = Policy.All[number - 1];
        List<string> findings = [];
        foreach (var combination in Combination.All)
        {
            var release = new Release(combination, await bench.ManifestsAsync(combination));
            findings.AddRange(policy.Judge(release).Where(finding => !Waiver.All.Any(waiver => waiver.Covers(policy, release, finding))).Select(finding => $"{combination}: {finding}"));
        }

        Assert.True(findings.Count == 0, $"{policy}\n{string.Join('\n', findings)}");
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task Can_be_broken(int number)
    {
        var policy = Policy.All[number - 1];
        var combination = Combination.Named(policy.On);
        var release = new Release(combination, await bench.ManifestsAsync(combination));
        var before = policy.Judge(release).ToHashSet();

        Assert.Contains(policy.Judge(policy.Break(release.Copy())), finding => !before.Contains(finding));
    }

    [Fact]
    public void Are_54_in_order() => Assert.Equal(Enumerable.Range(1, 54), Policy.All.Select(policy => policy.Number));

    [Fact]
    public async Task No_waiver_is_idle()
    {
        var idle = Waiver.All.ToList();
        foreach (var combination in Combination.All)
        {
            var release = new Release(combination, await bench.ManifestsAsync(combination));
            idle.RemoveAll(waiver => Policy.All[waiver.Policy - 1].Judge(release).Any(finding => waiver.Covers(Policy.All[waiver.Policy - 1], release, finding)));
        }

        Assert.True(idle.Count == 0, $"{Waiver.File} waives what nothing breaks: {string.Join("; ", idle)}");
    }

    [Fact]
    [Trait("rule", "G9")]
    public void No_waiver_has_expired() =>
        Assert.All(Waiver.All, waiver => Assert.True(waiver.Until >= DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime), $"{waiver}: look at it again, then set a new date or remove it."));
}
