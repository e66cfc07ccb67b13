using System.Text;
using System.Text.Json.Nodes;
using Todo.Cli.Processes;

namespace Todo.Cli.Secrets;

/// <summary>By kubectl, with the rights of the one who calls. Values go by standard input and output, never by an argument.</summary>
internal sealed class KubectlCluster(string? context, string @namespace) : ISecretCluster
{
    /// <summary>The namespace of the current context.</summary>
    public static async Task<string> NamespaceAsync(string? context, CancellationToken cancellation)
    {
        var (code, output, error) = await RunAsync(
            context, ["config", "view", "--minify", "--output", "jsonpath={..namespace}"], null, cancellation);
        return code != 0 ? throw Failure(error) : output.Length > 0 ? output : "default";
    }

    public async Task<SecretObject?> FindAsync(string name, CancellationToken cancellation)
    {
        var (code, output, error) = await RunAsync(["get", "secret", name, "--ignore-not-found", "--output=json"], null, cancellation);
        return code != 0 ? throw Failure(error) : output.Length == 0 ? null : new SecretObject(JsonNode.Parse(output)!.AsObject());
    }

    public async Task<bool> CreateAsync(SecretObject secret, CancellationToken cancellation)
    {
        var (code, _, error) = await RunAsync(["create", "--filename=-"], secret.ToJson(), cancellation);
        return code == 0 || (error.Contains("AlreadyExists", StringComparison.Ordinal) ? false : throw Failure(error));
    }

    public async Task<bool> ReplaceAsync(SecretObject secret, CancellationToken cancellation)
    {
        var (code, _, error) = await RunAsync(["replace", "--filename=-"], secret.ToJson(), cancellation);
        return code == 0 || (error.Contains("Conflict", StringComparison.Ordinal) ? false : throw Failure(error));
    }

    public void Dispose()
    {
    }

    private static FailureException Failure(string error) => new($"kubectl: {error}");

    private Task<(int Code, string Output, string Error)> RunAsync(string[] arguments, string? input, CancellationToken cancellation) =>
        RunAsync(context, ["--namespace", @namespace, .. arguments], input, cancellation);

    private static async Task<(int Code, string Output, string Error)> RunAsync(string? context, string[] arguments, string? input, CancellationToken cancellation)
    {
        if (!Tool.IsOnPath("kubectl"))
        {
            throw new UserException("The program kubectl is missing: install it, and point it to your cluster by KUBECONFIG or --context.");
        }

        var output = new StringBuilder();
        var error = new StringBuilder();
        string[] all = context is null ? arguments : ["--context", context, .. arguments];
        var code = await Child.RunAsync(
            new ChildStart("kubectl", "kubectl", all) { Input = input, Output = line => output.AppendLine(line), Error = line => error.AppendLine(line) },
            cancellation);
        return (code, output.ToString().Trim(), error.ToString().Trim());
    }
}
