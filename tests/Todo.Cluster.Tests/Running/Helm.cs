namespace Todo.Cluster.Tests.Running;

/// <summary>One of the two Helms, which differ in a flag.</summary>
public sealed class Helm(string program)
{
    public static readonly Helm Newest = new("helm");
    public static readonly Helm Three = new("helm3");

    private string[]? rollback;

    /// <summary>Its outcome, whatever that is.</summary>
    public Task<Outcome> TryAsync(CancellationToken cancellation, params string[] arguments) => Program.TryAsync(program, arguments, input: null, cancellation);

    public Task<string> RunAsync(CancellationToken cancellation, params string[] arguments) => Program.RunAsync(program, arguments, input: null, cancellation);

    /// <summary>The flag that rolls a failed upgrade back: `--atomic`, since Helm 4 `--rollback-on-failure`.</summary>
    public async Task<string[]> RollbackFlagAsync(CancellationToken cancellation) =>
        rollback ??= (await RunAsync(cancellation, "version", "--template", "{{.Version}}")).StartsWith("v3.", StringComparison.Ordinal) ? ["--atomic"] : ["--rollback-on-failure", "--wait"];
}
