using System.Text.RegularExpressions;
using Todo.Cli.Processes;

namespace Todo.Cli.Charts;

/// <summary>A helm of this machine: the name it is started by, and its version.</summary>
public sealed partial record Helm(string Program, Version Version)
{
    private static readonly Version Oldest = new(3, 10);

    // Whoever has both majors calls them so.
    private static readonly string[] Names = ["helm", "helm3", "helm4"];

    /// <summary>All that are on the PATH, of each version one, the plain `helm` first. None is an empty list.</summary>
    public static async Task<IReadOnlyList<Helm>> OnPathAsync(CancellationToken cancellation)
    {
        List<Helm> found = [];
        foreach (var name in Names.Where(Tool.IsOnPath))
        {
            var text = VersionText().Match(await Tool.RunAsync(name, ["version", "--short"], cancellation)).Groups["version"].Value;
            var helm = new Helm(name, Version.Parse(text));
            if (found.TrueForAll(other => other.Version != helm.Version))
            {
                found.Add(helm);
            }
        }

        return found;
    }

    /// <summary>Those that the charts support; a <see cref="UserException"/> says where to get one.</summary>
    public static async Task<IReadOnlyList<Helm>> RequiredAsync(CancellationToken cancellation)
    {
        var fit = (await OnPathAsync(cancellation)).Where(helm => helm.Version >= Oldest).ToArray();
        return fit.Length > 0
            ? fit
            : throw new UserException($"There is no helm {Oldest} or later on the PATH. Get it as https://helm.sh/docs/intro/install/ says, and try again.");
    }

    /// <summary>Its standard output; a <see cref="UserException"/> has what it complained of.</summary>
    public async Task<string> RunAsync(IEnumerable<string> arguments, CancellationToken cancellation)
    {
        try
        {
            return await Tool.RunAsync(Program, arguments, cancellation) + "\n";
        }
        catch (ToolException error)
        {
            throw new UserException(error.Message);
        }
    }

    public override string ToString() => $"{Program} {Version}";

    [GeneratedRegex(@"v(?<version>\d+\.\d+\.\d+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex VersionText();
}
