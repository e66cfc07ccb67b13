using System.Reflection;
using System.Text.RegularExpressions;
using Todo.Hosting.Settings;
using Todo.Testing;

namespace Todo.Web.Tests;

public sealed partial class DocumentedSettingsTests
{
    [Fact]
    [Trait("rule", "E4")]
    public void Every_variable_that_the_documents_name_is_a_setting()
    {
        var known = new[] { SettingsCatalog.Of("BACKEND", Assembly.Load("Todo.Backend")), SettingsCatalog.Of("FRONTEND", Assembly.Load("Todo.Frontend")) }
            .SelectMany(catalog => catalog.Settings)
            .SelectMany(setting => setting.IsSecret ? [setting.Name, setting.FileName] : new[] { setting.Name })
            .ToHashSet(StringComparer.Ordinal);
        string[] documents = [Path.Combine(CheckedIn.Root, "README.md"), .. Directory.GetFiles(Path.Combine(CheckedIn.Root, "docs"), "*.md", SearchOption.AllDirectories)];
        var unknown = documents
            .SelectMany(file => Variable().Matches(File.ReadAllText(file)).Select(match => $"{Path.GetRelativePath(CheckedIn.Root, file)}: {match.Value}"))
            .Where(mention => !known.Contains(mention.Split(' ')[1]))
            .Distinct(StringComparer.Ordinal);
        Assert.Empty(unknown);
    }

    [GeneratedRegex("(?:BACKEND|FRONTEND)_[A-Z0-9_]*[A-Z0-9]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();
}
