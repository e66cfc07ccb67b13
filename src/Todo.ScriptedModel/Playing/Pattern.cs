using System.Text.RegularExpressions;

namespace Todo.ScriptedModel.Playing;

/// <summary>The patterns of scripts: case is ignored, and none may think for longer than a second.</summary>
internal static class Pattern
{
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline;

    public static Regex Of(string pattern) => new(pattern, Options, TimeSpan.FromSeconds(1));
}
