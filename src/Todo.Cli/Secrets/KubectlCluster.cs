using System.Text.Json.Nodes;
using Todo.Cli.Processes;

namespace Todo.Cli.Secrets;

/// <summary>By kubectl, with the rights of the one who calls. Values go by standard input and output, never by an argument.</summary>
internal sealed class KubectlCluster(string? context, string @namespace) : ISecretCluster
{
    /// <summary>The namespace of the current context.</summary>
    public static async Task<string> NamespaceAsync(string? context, CancellationToken cancellation)
    {
        var answer = await RunAsync(context, ["config", "view", "--minify", "--output", "jsonpath={..namespace}"], null, cancellation);
        return !answer.IsGood ? throw Failure(answer) : answer.Output.Length > 0 ? answer.Output : "default";
    }

    public async Task<SecretObject?> FindAsync(string name, CancellationToken cancellation)
    {
        var answer = await RunAsync(["get", "secret", name, "--ignore-not-found", "--output=json"], null, cancellation);
        return !answer.IsGood ? throw Failure(answer) : answer.Output.Length == 0 ? null : new SecretObject(JsonNode.Parse(answer.Output)!.AsObject());
    }

    public async Task<bool> CreateAsync(SecretObject secret, CancellationToken cancellation)
    {
        var answer = await RunAsync(["create", "--filename=-"], secret.ToJson(), cancellation);
        return answer.IsGood || (answer.Error.Contains("AlreadyExists", StringComparison.Ordinal) ? false : throw Failure(answer));
    }

    public async Task<bool> ReplaceAsync(SecretObject secret, CancellationToken cancellation)
    {
        var answer = await RunAsync(["replace", "--filename=-"], secret.ToJson(), cancellation);
        return answer.IsGood || (answer.Error.Contains("Conflict", StringComparison.Ordinal) ? false : throw Failure(answer));
    }

    public void Dispose()
    {
    }

    private static FailureException Failure(Answer answer) => new($"kubectl: {answer.Error}");

    private Task<Answer> RunAsync(string[] arguments, string? input, CancellationToken cancellation) =>
        RunAsync(context, ["--namespace", @namespace, .. arguments], input, cancellation);

    private static Task<Answer> RunAsync(string? context, string[] arguments, string? input, CancellationToken cancellation) =>
        Tool.IsOnPath("kubectl")
            ? Answer.OfAsync("kubectl", context is null ? arguments : ["--context", context, .. arguments], input, cancellation)
            : throw new UserException("The program kubectl is missing: install it, and point it to your cluster by KUBECONFIG or --context.");
}
