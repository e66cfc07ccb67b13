using System.Globalization;
using System.Text.Json;
using Todo.Cli.Charts;
using Todo.Cli.Processes;

namespace Todo.Cli.Deploy;

/// <summary>What helm knows and does about releases, on one context of the user's (null: the current one).</summary>
internal sealed class Releases(Helm helm, string? context)
{
    public Helm Helm { get; } = helm;

    /// <summary>Puts the release back as it was when an upgrade fails; Helm 4 has renamed it.</summary>
    public string RollbackOption => Helm.Version.Major >= 4 ? "--rollback-on-failure" : "--atomic";

    /// <summary>The arguments with the context added.</summary>
    public string[] Arguments(params IEnumerable<string> arguments) => context is null ? [.. arguments] : [.. arguments, "--kube-context", context];

    public Task<Answer> TryAsync(IEnumerable<string> arguments, CancellationToken cancellation, string? input = null) =>
        Answer.OfAsync(Helm.Program, Arguments(arguments), input, cancellation);

    /// <summary>Its output; a <see cref="ToolException"/> with what it said when it fails.</summary>
    public async Task<string> RunAsync(IEnumerable<string> arguments, CancellationToken cancellation, string? input = null)
    {
        var answer = await TryAsync(arguments, cancellation, input);
        return answer.IsGood ? answer.Output : throw new ToolException($"helm: {answer.Error}");
    }

    /// <summary>Revisions of a release, oldest first; none where there is no such release.</summary>
    public async Task<IReadOnlyList<Revision>> HistoryAsync(Target target, CancellationToken cancellation) =>
        await FindAsync(["history", target.Instance, "--namespace", target.Namespace, "--output", "json"], cancellation) is { } history
            ? [.. JsonElement.Parse(history).EnumerateArray().Select(Revision.Of)]
            : [];

    /// <summary>The values of a release as JSON: those that were given to it, or with its chart's own; null where there is no such release.</summary>
    public Task<string?> ValuesAsync(string release, string space, bool all, CancellationToken cancellation)
    {
        string[] more = all ? ["--all"] : [];
        return FindAsync(["get", "values", release, "--namespace", space, "--output", "json", .. more], cancellation);
    }

    /// <summary>A duration as helm reads it.</summary>
    public static string Duration(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0}s");

    // What helm says of a release; null where there is no such release.
    private async Task<string?> FindAsync(IEnumerable<string> arguments, CancellationToken cancellation)
    {
        var answer = await TryAsync(arguments, cancellation);
        return answer.IsGood ? answer.Output
            : answer.Error.Contains("not found", StringComparison.Ordinal) ? null
            : throw new ToolException($"helm: {answer.Error}");
    }
}
