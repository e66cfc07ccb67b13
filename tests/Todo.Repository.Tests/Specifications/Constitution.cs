using System.Text.RegularExpressions;

namespace Todo.Repository.Tests.Specifications;

/// <summary>A section of the constitution and the rules that stand in it.</summary>
internal sealed record Section(string Number, string Title, IReadOnlyList<string> Rules);

/// <summary>The constitution, as far as machines read it.</summary>
internal sealed partial record Constitution(string Text, IReadOnlyList<Section> Sections, string? Version, DateOnly? Ratified, DateOnly? Amended)
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
    private const int Timeout = 1000;

    public const string File = ".specify/memory/constitution.md";

    public static Constitution Load() => Parse(Repository.Read(File));

    public static Constitution Parse(string text)
    {
        var sections = new List<Section>();
        List<string>? rules = null;
        foreach (var line in text.Split('\n'))
        {
            if (Heading().Match(line) is { Success: true } heading)
            {
                rules = [];
                sections.Add(new Section(heading.Groups["number"].Value, heading.Groups["title"].Value, rules));
            }
            else if (Rule().Match(line) is { Success: true } rule && rules is not null)
            {
                rules.Add(rule.Groups["id"].Value);
            }
        }

        var foot = Foot().Match(text);
        return new Constitution(text, sections, foot.Success ? foot.Groups["version"].Value : null, Date(foot.Groups["ratified"]), Date(foot.Groups["amended"]));
    }

    private static DateOnly? Date(Group group) => DateOnly.TryParseExact(group.Value, "yyyy-MM-dd", out var date) ? date : null;

    [GeneratedRegex(@"^(## (?<number>\d+)\.|### (?<number>\d+\.\d+)) (?<title>.+)$", Options, Timeout)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^- \*\*(?<id>[A-H]\d+)\*\* ", Options, Timeout)]
    private static partial Regex Rule();

    [GeneratedRegex(
        @"^\*\*Version\*\*: (?<version>\d+\.\d+\.\d+) \| \*\*Ratified\*\*: (?<ratified>\S+) \| \*\*Last amended\*\*: (?<amended>\S+)$",
        Options | RegexOptions.Multiline, Timeout)]
    private static partial Regex Foot();
}
