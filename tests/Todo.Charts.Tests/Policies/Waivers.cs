using System.Globalization;
using System.Text.RegularExpressions;
using Todo.Charts.Tests.Renderings;

namespace Todo.Charts.Tests.Policies;

/// <summary>A finding that is accepted, by a row of docs/policy-waivers.md.</summary>
/// <param name="Policy">The policy's number.</param>
/// <param name="Where">Kind/name or Kind/name/container; a star stands for anything.</param>
/// <param name="In">Combinations in which it holds; a star stands for anything.</param>
/// <param name="Reason">Why.</param>
/// <param name="Until">When it must be looked at again.</param>
internal sealed record Waiver(int Policy, string Where, string In, string Reason, DateOnly Until)
{
    public const string File = "docs/policy-waivers.md";

    public static IReadOnlyList<Waiver> All { get; } = Parse(Sources.Read(File));

    public static IReadOnlyList<Waiver> Parse(string text) =>
        [.. from line in text.Split('\n')
            let cells = line.Trim().Trim('|').Split('|', StringSplitOptions.TrimEntries)
            where cells.Length == 5 && int.TryParse(cells[0], CultureInfo.InvariantCulture, out _)
            select new Waiver(int.Parse(cells[0], CultureInfo.InvariantCulture), cells[1].Trim('`'), cells[2].Trim('`'), cells[3], DateOnly.ParseExact(cells[4], "yyyy-MM-dd", CultureInfo.InvariantCulture))];

    public bool Covers(Policy policy, Release release, Finding finding) =>
        policy.Number == Policy && Matches(Where, finding.Where) && In.Split(' ').Any(pattern => Matches(pattern, release.Combination.Name));

    public override string ToString() => $"{Policy} {Where} in {In}";

    private static bool Matches(string pattern, string text) =>
        Regex.IsMatch(text, $"^{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal)}$", RegexOptions.None, TimeSpan.FromSeconds(1));
}
