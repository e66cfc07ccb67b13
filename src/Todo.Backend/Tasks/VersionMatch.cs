namespace Todo.Backend.Tasks;

/// <summary>Which present version of a task a change is meant for: any, or one of those that the sender has seen.</summary>
public sealed record VersionMatch(IReadOnlyList<uint>? Versions)
{
    /// <summary>Whatever is there.</summary>
    public static readonly VersionMatch Any = new((IReadOnlyList<uint>?)null);

    public bool IsStated => Versions is not null;

    public bool Holds(uint version) => Versions is null || Versions.Contains(version);
}
