namespace Todo.Cli.Cluster;

/// <summary>A program and its arguments.</summary>
internal sealed record CommandLine(string Program, params string[] Arguments)
{
    /// <summary>As it is typed in a shell.</summary>
    public override string ToString() => string.Join(' ', [Program, .. Arguments.Select(Quoted)]);

    private static string Quoted(string argument) => argument.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_=/.:,@{}".Contains(letter)) ? argument : $"'{argument}'";
}

/// <summary>
/// How a cluster is made: files written first (path → text; those that exist are kept, since one holds a key), commands run in order, the context
/// that kubectl has afterwards, helm's words for how its ingress is reached,
/// and how browsers then come to it.
/// </summary>
internal sealed record ClusterPlan(string Program, Version Oldest, string Context, IReadOnlyDictionary<string, string> Files, IReadOnlyList<CommandLine> Commands, IReadOnlyList<string> Ingress, string Reached);
