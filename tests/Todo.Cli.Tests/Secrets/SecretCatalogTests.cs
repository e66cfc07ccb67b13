using System.Text.RegularExpressions;
using Todo.Cli.Secrets;

namespace Todo.Cli.Tests.Secrets;

/// <summary>The catalog is the contract.</summary>
[Trait("rule", "E5")]
public sealed partial class SecretCatalogTests
{
    private static readonly List<string[]> Rows =
    [
        .. File.ReadAllLines(Path.Combine(Sources(), "specs", "004-kubernetes", "contracts", "secrets.md"))
            .Where(line => line.StartsWith("| `I-", StringComparison.Ordinal))
            .Select(line => line.Split('|')[1..^1]),
    ];

    [Fact]
    public void Each_Secret_of_the_contract_is_in_it_with_its_keys_and_no_other() =>
        Assert.Equal(
            Rows.Select(row => $"{Code(row[0]).Single()["I-".Length..]}: {string.Join(", ", Code(row[1]))}"),
            SecretCatalog.All.Select(kind => $"{kind.Name}: {string.Join(", ", kind.Keys.Concat(kind.Optional))}"));

    [Fact]
    public void What_the_hook_never_makes_is_not_made_unasked() =>
        Assert.Equal(
            Rows.Where(row => row[4].Contains("never made by the hook", StringComparison.Ordinal)).Select(row => Code(row[0]).Single()["I-".Length..]),
            SecretCatalog.All.Where(kind => !kind.IsMadeAtFirst).Select(kind => kind.Name));

    [Fact]
    public void The_commands_rotate_what_the_contract_says()
    {
        string[] byNobody = ["none", "not rotated by command", "by you;"];

        Assert.Equal(
            Rows.Where(row => !byNobody.Any(word => row[4].Contains(word, StringComparison.Ordinal))).Select(row => Code(row[0]).Single()["I-".Length..]),
            SecretCatalog.All.Where(kind => kind.Rotate is not null || kind == SecretCatalog.Certificate).Select(kind => kind.Name));
    }

    private static IEnumerable<string> Code(string cell) => Quoted().Matches(cell).Select(match => match.Groups["text"].Value);

    private static string Sources()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Todo.slnx")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }

    [GeneratedRegex("`(?<text>[^`]+)`", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quoted();
}
