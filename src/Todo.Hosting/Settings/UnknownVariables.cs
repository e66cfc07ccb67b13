using Microsoft.Extensions.Configuration;

namespace Todo.Hosting.Settings;

/// <summary>Variables that carry the service's prefix but that no settings class knows: most likely a slip of the pen.</summary>
internal static class UnknownVariables
{
    public static List<string> Find(IConfiguration environment, string prefix, IReadOnlyList<SettingDefinition> used)
    {
        var known = Names(used);
        var unknown = Unknown(environment, prefix, known);
        if (unknown.Count == 0)
        {
            return unknown;
        }

        // A tool of the service (its migration, say) reads some of its settings only: the others are known all the same.
        foreach (var assembly in used.Select(definition => definition.Owner.Assembly).Distinct().ToList())
        {
            known.UnionWith(Names(SettingsCatalog.Of(prefix, assembly).Settings));
        }

        return [.. Unknown(environment, prefix, known).Select(name => $"{name} is not a setting: {Suggestion(name, known)}")];
    }

    private static HashSet<string> Names(IEnumerable<SettingDefinition> definitions) =>
        definitions
            .SelectMany(definition => definition.IsSecret ? [definition.Name, definition.FileName] : new[] { definition.Name })
            .ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static List<string> Unknown(IConfiguration environment, string prefix, HashSet<string> known) =>
        [.. environment.GetChildren()
            .Where(variable => variable.Key.StartsWith(prefix + "_", StringComparison.OrdinalIgnoreCase) && !string.IsNullOrEmpty(variable.Value))
            .Select(variable => variable.Key)
            .Where(name => !known.Contains(name) && !IsServiceLink(name[(prefix.Length + 1)..]))
            .Order(StringComparer.Ordinal)];

    // Kubernetes describes a Service named as our prefix to every pod of its namespace by such variables.
    private static bool IsServiceLink(string rest) =>
        rest.StartsWith("SERVICE_HOST", StringComparison.Ordinal)
        || rest.StartsWith("SERVICE_PORT", StringComparison.Ordinal)
        || (rest.StartsWith("PORT_", StringComparison.Ordinal) && rest.Length > 5 && char.IsAsciiDigit(rest[5]));

    private static string Suggestion(string name, HashSet<string> known)
    {
        var best = known.MinBy(candidate => Distance(name.ToUpperInvariant(), candidate));
        return best is not null && Distance(name.ToUpperInvariant(), best) <= Math.Max(2, best.Length / 5)
            ? $"did you mean {best}?"
            : "remove it, or see env.example for those there are.";
    }

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = row[j];
                row[j] = cost;
            }
        }

        return row[^1];
    }
}
